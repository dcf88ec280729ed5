// elements.ts: writes src/elements.ts, the types of elements, from docs/live.json. `--check` only compares.
import { writeOrCheck } from './files.js'
import { filled, interfaceOf, kindOf, kinds, type Member, membersOf, nameOf, ofElements, schemaOf } from './schemas.js'

function printed({ about, text }: Member): string {
    return `${about ? `    /** ${about}. */\n` : ''}    ${text}\n`
}

/** What differs from `base`, of which it has all members. */
function derived(name: string, base: string): string {
    const isPatch = schemaOf(name).required!.length < schemaOf(base).required!.length
    const given = membersOf(base).map(({ text }) => (isPatch ? text.replace(/^(\w+)\??:/, '$1?:') : text))
    const own = membersOf(name).filter(({ text }) => !given.includes(text))
    return `export interface ${name} extends ${isPatch ? `Partial<${base}>` : base} {\n${own.map(printed).join('')}}\n`
}

/** The first is what a creation gives; all others have its members too. */
function interfacesOf(kind: string): string[] {
    const [base, ...others] = ofElements.filter((name) => kindOf(name) === kind)
    const first = `export interface ${base} {\n${membersOf(base!).map(printed).join('')}}\n`
    return [first, ...others.map((name) => derived(name, base!))]
}

function memberNamesOf(kind: string): string {
    const names = Object.keys(schemaOf(nameOf(kinds[kind]!)).properties!)
    return `    ${kind}: [\n${filled(names.map((name) => `'${name}'`), '        ')}    ],\n`
}

const parts = ofElements.filter((name) => !kindOf(name))
const interfaces = [...parts.map(interfaceOf), ...Object.keys(kinds).flatMap(interfacesOf)]
writeOrCheck('src/elements.ts', `// Elements as messages have them. Made from docs/live.json by scripts/elements.ts; \`npm run generate\` renews it.

${interfaces.join('\n')}
/** Every member that an element of a kind can have. */
export const MEMBERS = {
${Object.keys(kinds).map(memberNamesOf).join('')}} as const
`)
