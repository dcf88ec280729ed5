// One request on a connection of its own. Node's fetch hides Set-Cookie in old versions and decides on Host by itself.
import { request } from 'node:http'

/** Sends to `server` (a URL) what is meant for `url`; gives {answer: a Response, setCookies: the lines}. */
export function exchange(server, url, { method, headers, body, signal }) {
    return new Promise((resolve, reject) => {
        const options = {
            host: '127.0.0.1',
            port: server.port,
            path: url.pathname + url.search,
            method,
            headers: { ...Object.fromEntries(headers), Host: url.host, 'Content-Length': body?.byteLength ?? 0 },
            agent: false,
            signal,
        }
        const sent = request(options, async (incoming) => {
            try {
                const pieces = []
                for await (const piece of incoming) pieces.push(piece)
                const { 'set-cookie': setCookies = [], ...visible } = incoming.headers
                // A Response of these statuses refuses to have a body.
                const bytes = [204, 304].includes(incoming.statusCode) ? null : Buffer.concat(pieces)
                const { statusCode: status, statusMessage: statusText } = incoming
                resolve({ answer: new Response(bytes, { status, statusText, headers: visible }), setCookies })
            } catch (error) {
                reject(error)
            }
        })
        sent.once('error', reject)
        sent.end(body ? Buffer.from(body) : undefined)
    })
}
