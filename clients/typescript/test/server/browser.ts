// Chromium without a window, driven by WebDriver, at a page of a site of ours that has the built package.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type Server as Site } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage']
const SCRIPT_LIMIT_MS = 60_000
const PAGE = '<!doctype html><meta charset="utf-8"><title>Canvas</title>'
const PACKAGE = new URL('../../../dist/', import.meta.url)

/** The package as a front end serves it, on an origin of its own. */
export async function openSite(): Promise<{ origin: string; close: () => void }> {
    const site: Site = createServer(async ({ url }, answer) => {
        const name = /^\/dist\/(\w+\.js)$/.exec(url!)?.[1]
        answer.setHeader('Content-Type', name ? 'text/javascript' : 'text/html')
        answer.end(name ? await readFile(new URL(name, PACKAGE)) : PAGE)
    }).listen(0)
    await once(site, 'listening')
    return { origin: `http://localhost:${(site.address() as { port: number }).port}`, close: () => void site.close() }
}

export class Browser {
    readonly #driver: ChildProcess
    readonly #folder: string
    #session = ''

    private constructor(driver: ChildProcess, folder: string) {
        this.#driver = driver
        this.#folder = folder
    }

    /** Throws when the Debian packages chromium and chromium-driver are missing. */
    static async start(): Promise<Browser> {
        const driver = spawn('chromedriver', ['--port=0'], { stdio: ['ignore', 'pipe', 'ignore'] })
        process.once('exit', () => driver.kill('SIGKILL'))
        const browser = new Browser(driver, await mkdtemp(join(tmpdir(), 'pictbook-browser-')))
        let said = ''
        for await (const bytes of driver.stdout) {
            said += bytes
            const port = /started successfully on port (\d+)/.exec(said)?.[1]
            if (!port) continue
            browser.#session = `http://127.0.0.1:${port}/session`
            break
        }
        const options = { args: [...FLAGS, `--user-data-dir=${browser.#folder}`] }
        const capabilities = { alwaysMatch: { browserName: 'chrome', 'goog:chromeOptions': options } }
        const { sessionId } = await browser.#send('POST', '', { capabilities })
        browser.#session += `/${sessionId}`
        await browser.#send('POST', '/timeouts', { script: SCRIPT_LIMIT_MS })
        return browser
    }

    async visit(url: string): Promise<void> {
        await this.#send('POST', '/url', { url })
    }

    async reload(): Promise<void> {
        await this.#send('POST', '/refresh', {})
    }

    /** Another page of the same browser, which is the one that `run` speaks to then. */
    async openTab(url: string): Promise<string> {
        const { handle } = await this.#send('POST', '/window/new', { type: 'tab' })
        await this.turnTo(handle)
        await this.visit(url)
        return handle
    }

    async turnTo(handle: string): Promise<void> {
        await this.#send('POST', '/window', { handle })
    }

    current(): Promise<string> {
        return this.#send('GET', '/window')
    }

    /** Runs the body of an asynchronous function in the page, with `given`; gives what it returns, as JSON. */
    async run(body: string, given: object = {}): Promise<any> {
        const script = `const [given, done] = arguments;
            (async () => { ${body} })().then((value) => done({ value }), (problem) => done({ problem: String(problem) }))`
        const { value, problem } = await this.#send('POST', '/execute/async', { script, args: [given] })
        if (problem) throw new Error(`in the page: ${problem}`)
        return value
    }

    async close(): Promise<void> {
        await this.#send('DELETE', '')
        this.#driver.kill()
        await once(this.#driver, 'exit')
        await rm(this.#folder, { recursive: true, force: true })
    }

    async #send(method: string, path: string, body?: object): Promise<any> {
        const answer = await fetch(this.#session + path, { method, ...(body && { body: JSON.stringify(body) }) })
        const { value } = (await answer.json()) as { value: { error?: string; message?: string } }
        if (!answer.ok) throw new Error(`${value.error}: ${value.message}`)
        return value
    }
}
