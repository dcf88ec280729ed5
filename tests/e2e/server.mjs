// A server of our own for these checks: the built program with a free port and a data folder that goes with it.
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const START_LIMIT_MS = 60_000
const STOP_LIMIT_MS = 15_000

export class Server {
    #process
    #folder
    #ended
    #said = ''
    address

    /** Starts `binary` and waits for the line that says where it listens. */
    static async start(binary, settings = {}) {
        const server = new Server()
        server.#folder = await mkdtemp(join(tmpdir(), 'pictbook-e2e-'))
        const { PATH, LD_LIBRARY_PATH, ASAN_OPTIONS, UBSAN_OPTIONS } = process.env
        server.#process = spawn(binary, ['serve'], {
            cwd: server.#folder,
            env: { PATH, LD_LIBRARY_PATH, ASAN_OPTIONS, UBSAN_OPTIONS, PORT: '0', RATE_LIMIT: 'off', ...settings },
            stdio: ['ignore', 'pipe', 'pipe'],
        })
        process.once('exit', () => server.#process.kill('SIGKILL'))
        server.#ended = new Promise((resolve) => server.#process.once('exit', (code, signal) => resolve(code ?? signal)))
        await server.#greeting()
        return server
    }

    #greeting() {
        return new Promise((resolve, reject) => {
            const give_up = (why) => {
                this.#process.kill('SIGKILL')
                reject(new Error(`${why}; it said: ${this.#said}`))
            }
            const timer = setTimeout(() => give_up('the server did not say where it listens'), START_LIMIT_MS)
            this.#process.once('error', (error) => give_up(error.message))
            this.#ended.then((status) => give_up(`the server ended with ${status}`))
            const read = (bytes) => {
                this.#said = (this.#said + bytes).slice(-20_000)
                const found = /listens on http:\/\/localhost:(\d+) /.exec(this.#said)
                if (!found || this.address) return
                clearTimeout(timer)
                this.address = `http://localhost:${found[1]}`
                resolve()
            }
            this.#process.stdout.on('data', read)
            this.#process.stderr.on('data', read)
        })
    }

    /** Stops it as an operator does; throws when it doesn't end cleanly. */
    async stop() {
        this.#process.kill('SIGTERM')
        const timer = setTimeout(() => this.#process.kill('SIGKILL'), STOP_LIMIT_MS)
        const status = await this.#ended
        clearTimeout(timer)
        await rm(this.#folder, { recursive: true, force: true })
        if (status !== 0) throw new Error(`the server ended with ${status}; it said: ${this.#said}`)
    }
}
