// messages.ts: writes src/wire.ts, the types of messages, from docs/live.json. `--check` only compares.
import { writeOrCheck } from './files.js'
import { filled, fromClients, fromServer, interfaceOf, membersOf, ofElements, reached } from './schemas.js'

const own = reached.filter((name) => !ofElements.includes(name))
const words = new Set(own.flatMap(membersOf).flatMap(({ text }) => text.match(/\w+/g)!))
const imported = ofElements.filter((name) => words.has(name))

function unionOf(name: string, alternatives: readonly string[]): string {
    return `export type ${name} =\n${alternatives.map((each) => `    | ${each}\n`).join('')}`
}

writeOrCheck('src/wire.ts', `// The messages of pictshare.v2. Made from docs/live.json by scripts/messages.ts; \`npm run generate\` renews it.
import type {
${filled(imported.sort(), '    ')}} from './elements.js'

${own.map(interfaceOf).join('')}
${unionOf('ClientMessage', fromClients)}
${unionOf('ServerMessage', fromServer)}`)
