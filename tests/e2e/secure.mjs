// The session cookie when the server's public address is https, behind a proxy that ends TLS.
import assert from 'node:assert/strict'

import { data, PASSWORD, Visitor } from './visitor.mjs'
import { Server } from './server.mjs'

const FRONT_END = 'https://localhost:3000'
const COOKIE = '__Secure-pctsh-book-local.session_token'

export async function checkSecureCookies(checks, createAuthClient, binary) {
    const server = await Server.start(binary, { BETTER_AUTH_URL: 'https://localhost/auth', FRONTEND_URL: FRONT_END })
    const address = server.address.replace('http:', 'https:')
    // AUTH-8
    await checks.check('the session cookie is Secure, kept, sent back and cleared', async () => {
        const ada = new Visitor(createAuthClient, address, FRONT_END)
        data(await ada.signUp())
        assert.deepEqual(ada.browser.jar.refused, [])
        assert.deepEqual(ada.browser.jar.names(), [COOKIE])
        assert(ada.browser.jar.find(COOKIE).secure)
        assert(await ada.isSignedIn())
        data(await ada.client.signIn.email({ email: ada.email, password: PASSWORD, rememberMe: false }))
        assert.deepEqual(ada.browser.jar.names().sort(), ['__Secure-pctsh-book-local.dont_remember', COOKIE])
        data(await ada.client.signOut())
        assert.deepEqual(ada.browser.jar.names(), [])
        assert.deepEqual(ada.browser.jar.refused, [])
    })
    await checks.check('a plain http page of the same host sends no cookie and reads no answer', async () => {
        const ada = new Visitor(createAuthClient, address, FRONT_END)
        data(await ada.signUp())
        const plain = ada.browser.fetchOf('http://localhost:3000')
        await assert.rejects(plain(`${address}/auth/get-session`, { credentials: 'include' }), /may not read/)
        assert.equal(ada.browser.requests.at(-1).cookie, '')
    })
    await checks.check('the server stops cleanly', () => server.stop())
}
