// The cookies of one browser, by the rules that browsers keep: RFC 6265 with the draft 6265bis for SameSite and name prefixes.
// It is stricter than some browsers in one point: a Secure cookie needs https, on localhost too.

/** Both are pages of one site: the same scheme and, as far as these tests need it, the same host name. */
export function isSameSite(one, other) {
    return one.protocol === other.protocol && one.hostname === other.hostname
}

function parse(line) {
    const [pair, ...attributes] = line.split(';').map((part) => part.trim())
    const at = pair.indexOf('=')
    const cookie = { name: pair.slice(0, at), value: pair.slice(at + 1), path: '/', secure: false, httpOnly: false }
    for (const attribute of attributes) {
        const [name, value = ''] = attribute.split('=')
        switch (name.toLowerCase()) {
            case 'domain': cookie.domain = value.replace(/^\./, '').toLowerCase(); break
            case 'path': cookie.path = value; break
            case 'max-age': cookie.ends = Date.now() + 1000 * Number(value); break
            case 'secure': cookie.secure = true; break
            case 'httponly': cookie.httpOnly = true; break
            case 'samesite': cookie.sameSite = value.toLowerCase(); break
        }
    }
    return cookie
}

export class CookieJar {
    #cookies = []
    /** Lines that a browser would throw away, each with the reason. */
    refused = []

    /** Takes a Set-Cookie line of the answer of `url` to a script of a page of `page`. */
    take(line, url, page) {
        const cookie = parse(line)
        const why = this.#whyNot(cookie, url, page)
        if (why) {
            this.refused.push(`${line}: ${why}`)
            return
        }
        cookie.domain ??= url.hostname
        this.#cookies = this.#cookies.filter(
            (old) => old.name !== cookie.name || old.domain !== cookie.domain || old.path !== cookie.path)
        if (!(cookie.ends <= Date.now())) this.#cookies.push(cookie)
    }

    #whyNot(cookie, url, page) {
        const domain = cookie.domain
        if (domain && url.hostname !== domain && !url.hostname.endsWith(`.${domain}`)) return 'another domain'
        if (cookie.secure && url.protocol !== 'https:') return 'Secure without https'
        if (cookie.name.startsWith('__Secure-') && !cookie.secure) return '__Secure- without Secure'
        if (cookie.sameSite === 'none' && !cookie.secure) return 'SameSite=None without Secure'
        if (cookie.sameSite !== 'none' && !isSameSite(url, page)) return 'asked for by another site'
        if (`${cookie.name}${cookie.value}`.length > 4096) return 'over 4096 bytes'
        return null
    }

    /** The Cookie header of a request to `url` by a script of a page of `page`; empty for none. */
    header(url, page) {
        const sameSite = isSameSite(url, page)
        return this.#alive()
            .filter((cookie) => url.hostname === cookie.domain || url.hostname.endsWith(`.${cookie.domain}`))
            .filter((cookie) => url.pathname.startsWith(cookie.path))
            .filter((cookie) => !cookie.secure || url.protocol === 'https:')
            // A cookie without SameSite counts as Lax, and scripts' requests are no navigations.
            .filter((cookie) => sameSite || cookie.sameSite === 'none')
            .map((cookie) => `${cookie.name}=${cookie.value}`)
            .join('; ')
    }

    names() {
        return this.#alive().map((cookie) => cookie.name)
    }

    find(name) {
        return this.#alive().find((cookie) => cookie.name === name)
    }

    /** What ends with the browser's window. */
    endSession() {
        this.#cookies = this.#cookies.filter((cookie) => cookie.ends !== undefined)
    }

    #alive() {
        return this.#cookies.filter((cookie) => !(cookie.ends <= Date.now()))
    }
}
