// elements.ts: writes src/elements.ts, the types of elements, from docs/openapi.json. `--check` only compares.
import { openapi, writeOrCheck } from './files.js'

interface Schema {
    type?: string | string[]
    const?: string
    description?: string
    $ref?: string
    items?: Schema
    properties?: Record<string, Schema>
    required?: string[]
}

interface Document {
    paths: Record<string, { get: { responses: Record<string, { content: Record<string, { schema: Union }> }> } }>
    components: { schemas: Record<string, Schema> }
}

interface Union {
    discriminator: { mapping: Record<string, string> }
}

const PRIMITIVES: Record<string, string> = { integer: 'number', null: 'null', number: 'number', string: 'string' }

function nameOf(reference: string): string {
    return reference.slice(reference.lastIndexOf('/') + 1)
}

function typeOf(schema: Schema): string {
    if (schema.$ref) return nameOf(schema.$ref)
    if (schema.const) return `'${schema.const}'`
    if (schema.type === 'array' && schema.items) return `${typeOf(schema.items)}[]`
    const names = [schema.type ?? []].flat().map((name) => PRIMITIVES[name])
    if (names.length === 0 || names.includes(undefined)) throw new Error(`a schema without a type here: ${JSON.stringify(schema)}`)
    return names.join(' | ')
}

function interfaceOf(name: string, schema: Schema): string {
    const required = new Set(schema.required)
    const lines = Object.entries(schema.properties ?? {}).map(([member, each]) => {
        const about = each.description ? `    /** ${each.description}. */\n` : ''
        return `${about}    ${member}${required.has(member) ? '' : '?'}: ${typeOf(each)}\n`
    })
    return `export interface ${name} {\n${lines.join('')}}\n`
}

const document: Document = openapi()
const answer = document.paths['/elements/{id}']?.get.responses['200']?.content['application/json']
if (!answer) throw new Error('docs/openapi.json does not tell what GET /elements/{id} answers')
const kinds = Object.entries(answer.schema.discriminator.mapping).map(([kind, reference]) => ({ kind, name: nameOf(reference) }))
const schemas = document.components.schemas
const members = kinds.map(({ kind, name }) => {
    const names = Object.keys(schemas[name]!.properties!).map((member) => `        '${member}',\n`)
    return `    ${kind}: [\n${names.join('')}    ],\n`
})
writeOrCheck('src/elements.ts', `// The elements of the REST API. Made from docs/openapi.json by scripts/elements.ts; \`npm run generate\` renews it.

${['Point', ...kinds.map(({ name }) => name)].map((name) => interfaceOf(name, schemas[name]!)).join('\n')}
export type StoredElement = ${kinds.map(({ name }) => name).join(' | ')}

/** Every member that an element of a kind can have. */
export const MEMBERS = {
${members.join('')}} as const
`)
