// Where the scripts find the package and the repository around it, wherever they are started.
import { readFileSync, writeFileSync } from 'node:fs'

const PACKAGE = new URL('../../', import.meta.url)

/** The server's own description of the canvas socket. */
export function asyncapi() {
    return JSON.parse(readFileSync(new URL('../../docs/live.json', PACKAGE), 'utf8'))
}

/** Writes a file of the package; with `--check` on the command line ends with status 1 when the file says something else. */
export function writeOrCheck(path: string, text: string): void {
    const file = new URL(path, PACKAGE)
    if (!process.argv.includes('--check')) return writeFileSync(file, text)
    if (readFileSync(file, 'utf8') === text) return
    console.error(`${path} is not up to date: npm run generate`)
    process.exitCode = 1
}
