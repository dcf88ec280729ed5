// A server of our own: the built program with a port and a data folder that it keeps when it is killed and started again.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const START_LIMIT_MS = 60_000

async function freePort(): Promise<number> {
    const probe = createServer().listen(0)
    await once(probe, 'listening')
    const { port } = probe.address() as { port: number }
    probe.close()
    return port
}

export class Server {
    readonly #folder: string
    readonly #settings: Record<string, string>
    readonly #port: number
    #process: ChildProcess | undefined
    #said = ''

    private constructor(folder: string, port: number, settings: Record<string, string>) {
        this.#folder = folder
        this.#port = port
        this.#settings = settings
    }

    static async start(settings: Record<string, string> = {}): Promise<Server> {
        const server = new Server(await mkdtemp(join(tmpdir(), 'pictbook-client-')), await freePort(), settings)
        await server.start()
        return server
    }

    get address(): string {
        return `http://localhost:${this.#port}`
    }

    /** Also after `kill`, with what was kept. */
    async start(): Promise<void> {
        const { PATH, LD_LIBRARY_PATH, ASAN_OPTIONS, UBSAN_OPTIONS, PICTBOOK_TEST_BINARY } = process.env
        const environment = { PATH, LD_LIBRARY_PATH, ASAN_OPTIONS, UBSAN_OPTIONS, PORT: String(this.#port), RATE_LIMIT: 'off' }
        const child = spawn(PICTBOOK_TEST_BINARY!, ['serve'], {
            cwd: this.#folder, env: { ...environment, ...this.#settings }, stdio: ['ignore', 'pipe', 'pipe'],
        })
        this.#process = child
        process.once('exit', () => child.kill('SIGKILL'))
        const hear = (bytes: Buffer): void => void (this.#said = (this.#said + bytes).slice(-20_000))
        child.stdout.on('data', hear)
        child.stderr.on('data', hear)
        const end = Date.now() + START_LIMIT_MS
        while (!(await this.#listens())) {
            if (Date.now() > end || child.exitCode !== null) throw new Error(`the server did not start; it said: ${this.#said}`)
            await new Promise((resolve) => setTimeout(resolve, 50))
        }
    }

    async #listens(): Promise<boolean> {
        try {
            return (await fetch(`${this.address}/auth/ok`)).ok
        } catch {
            return false
        }
    }

    /** As a crash does. */
    async kill(): Promise<void> {
        await this.#signal('SIGKILL')
    }

    /** As an operator does; throws when it doesn't end cleanly. */
    async stop(): Promise<void> {
        const status = await this.#signal('SIGTERM')
        if (status !== 0) throw new Error(`the server ended with ${status}; it said: ${this.#said}`)
    }

    async remove(): Promise<void> {
        await this.stop()
        await rm(this.#folder, { recursive: true, force: true })
    }

    async #signal(signal: NodeJS.Signals): Promise<unknown> {
        const ended = once(this.#process!, 'exit')
        this.#process!.kill(signal)
        const [status] = await ended
        return status ?? signal
    }
}
