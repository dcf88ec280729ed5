// The schemas of docs/live.json as TypeScript: what the scripts share that write types.
import { asyncapi } from './files.js'

interface Schema {
    type?: string | string[]
    const?: string
    enum?: string[]
    description?: string
    $ref?: string
    oneOf?: Schema[]
    anyOf?: Schema[]
    items?: Schema
    discriminator?: { mapping: Record<string, string> }
    properties?: Record<string, Schema>
    required?: string[]
}

interface Reference {
    $ref: string
}

interface Document {
    channels: { canvas: { messages: Record<string, { payload: Reference }> } }
    operations: Record<string, { messages: Reference[] }>
    components: { schemas: Record<string, Schema> }
}

const PRIMITIVES: Record<string, string> = { boolean: 'boolean', integer: 'number', null: 'null', number: 'number', string: 'string' }
const LONGEST_LINE = 130

const document: Document = asyncapi()

export function nameOf(reference: string): string {
    return reference.slice(reference.lastIndexOf('/') + 1)
}

export function schemaOf(name: string): Schema {
    const schema = document.components.schemas[name]
    if (!schema) throw new Error(`docs/live.json has no schema ${name}`)
    return schema
}

/** What the server takes of messages, and what it sends: the names of their schemas. */
export const fromClients = messagesOf('receiveCommands')
export const fromServer = messagesOf('sendMessages')
/** All schemas of these messages. */
export const reached = reach([...fromClients, ...fromServer])
/** The schema of each kind of element as a snapshot has it. */
export const kinds = schemaOf('SnapshotPayload').properties!['elements']!.items!.discriminator!.mapping
/** The schemas of elements, as whatever message has them, and all to which they refer. */
export const ofElements = reach(reached.filter((name) => kindOf(name) in kinds))

function messagesOf(operation: string): string[] {
    const references = document.operations[operation]!.messages.map(({ $ref }) => nameOf($ref))
    return references.map((name) => nameOf(document.channels.canvas.messages[name]!.payload.$ref))
}

export function kindOf(name: string): string {
    return schemaOf(name).properties?.['type']?.const ?? ''
}

/** These schemas and all to which they refer. */
function reach(names: readonly string[]): string[] {
    const reached = new Set(names)
    for (const name of reached) {
        const references = JSON.stringify(schemaOf(name)).matchAll(/"\$ref":"([^"]*)"/g)
        for (const [, reference] of references) reached.add(nameOf(reference!))
    }
    return [...reached]
}

export interface Member {
    about: string | undefined
    /** `name: type`, or `name?: type`. */
    text: string
}

export function membersOf(name: string): Member[] {
    const { properties, required } = schemaOf(name)
    return Object.entries(properties ?? {}).map(([member, schema]) => ({
        about: schema.description,
        text: `${member}${required?.includes(member) ? '' : '?'}: ${typeOf(schema)}`,
    }))
}

function typeOf(schema: Schema): string {
    if (schema.$ref) return nameOf(schema.$ref)
    if (schema.const) return `'${schema.const}'`
    if (schema.enum) return schema.enum.map((word) => `'${word}'`).join(' | ')
    const alternatives = schema.oneOf ?? schema.anyOf
    if (alternatives) return alternatives.map(typeOf).join(' | ')
    if (schema.type === 'array' && schema.items) return arrayOf(typeOf(schema.items))
    const names = [schema.type ?? []].flat().map((name) => PRIMITIVES[name])
    if (names.length === 0 || names.includes(undefined)) throw new Error(`a schema without a type here: ${JSON.stringify(schema)}`)
    return names.join(' | ')
}

function arrayOf(item: string): string {
    return item.includes(' ') ? `readonly (${item})[]` : `readonly ${item}[]`
}

/** Words and commas in as few lines as they fit into. */
export function filled(words: readonly string[], indent: string): string {
    const lines = ['']
    for (const word of words) {
        if (indent.length + lines.at(-1)!.length + word.length + 2 > LONGEST_LINE) lines.push('')
        lines.push(`${lines.pop()}${word}, `)
    }
    return lines.map((line) => `${indent}${line.trimEnd()}\n`).join('')
}

/** In one line if it fits. */
export function interfaceOf(name: string): string {
    const members = membersOf(name).map(({ text }) => text)
    const line = `export interface ${name} { ${members.join('; ')} }\n`
    if (line.length <= LONGEST_LINE) return line
    return `export interface ${name} {\n${members.map((text) => `    ${text}\n`).join('')}}\n`
}
