// What the front end does with better-auth's client, the same for every version of it.
import assert from 'node:assert/strict'

import { assertFields, assertJustNow, comesTrue } from './checks.mjs'
import { assertError, data, FRONT_END, PASSWORD, Visitor } from './visitor.mjs'

const USER = ['id', 'email', 'name', 'image', 'emailVerified', 'createdAt', 'updatedAt']
const SESSION = ['id', 'expiresAt', 'token', 'createdAt', 'updatedAt', 'ipAddress', 'userAgent', 'userId']
const COOKIE = 'pctsh-book-local.session_token'
const WEEK_S = 7 * 24 * 3600

/** The checks of one version of the client. */
export async function checkClient(checks, createAuthClient, address) {
    const visitor = () => new Visitor(createAuthClient, address)
    const signedUp = async () => {
        const person = visitor()
        data(await person.signUp())
        return person
    }
    const elsewhere = (person) => person.elsewhere(createAuthClient, address)
    await checkSigning(checks, visitor, signedUp)
    await checkSession(checks, visitor, signedUp, address)
    await checkUser(checks, signedUp, elsewhere)
    await checkSessions(checks, visitor, signedUp, elsewhere)
    await checkSwitchedOff(checks, visitor, signedUp)
}

async function checkSigning(checks, visitor, signedUp) {
    await checks.check('sign-up gives the user and a cookie that a browser keeps', async () => {
        const ada = visitor()
        const { token, user } = data(await ada.signUp())
        assertFields(user, USER)
        assert.equal(user.email, ada.email)
        assert.equal(user.image, null)
        assert.equal(user.emailVerified, false)
        assertJustNow(user.createdAt)
        assertJustNow(user.updatedAt)
        assert.deepEqual(ada.browser.jar.refused, [])
        const cookie = ada.browser.jar.find(COOKIE)
        assert(decodeURIComponent(cookie.value).startsWith(`${token}.`))
        assert(cookie.httpOnly)
        assert.equal(cookie.sameSite, 'lax')
        assert.equal(cookie.domain, 'localhost')
        assert(Math.abs(cookie.ends - Date.now() - 1000 * WEEK_S) < 60_000)
        assert(await ada.isSignedIn())
    })
    await checks.check('sign-up refuses a known e-mail, a bad one and a bad password', async () => {
        const ada = await signedUp()
        assertError(await ada.signUp(), 422, 'USER_ALREADY_EXISTS')
        const attempt = (more) =>
            visitor().client.signUp.email({ email: 'grace@example.com', password: PASSWORD, name: 'Grace', ...more })
        assertError(await attempt({ email: 'no address' }), 400, 'INVALID_EMAIL')
        assertError(await attempt({ password: 'short' }), 400, 'PASSWORD_TOO_SHORT')
        assertError(await attempt({ password: 'x'.repeat(129) }), 400, 'PASSWORD_TOO_LONG')
    })
    await checks.check('sign-in gives the user; a wrong password and a stranger get the same error', async () => {
        const ada = await signedUp()
        const again = visitor()
        const { redirect, token, user } = data(await again.client.signIn.email({ email: ada.email, password: PASSWORD }))
        assert.equal(redirect, false)
        assert.equal(typeof token, 'string')
        assertFields(user, USER)
        const stranger = visitor()
        const wrong = await stranger.client.signIn.email({ email: ada.email, password: 'wrong horse' })
        assertError(wrong, 401, 'INVALID_EMAIL_OR_PASSWORD')
        const unknown = await stranger.client.signIn.email({ email: stranger.email, password: PASSWORD })
        assert.deepEqual(unknown, wrong)
        assert.deepEqual(stranger.browser.jar.names(), [])
    })
    await checks.check('sign-in with a callbackURL sends the window there', async () => {
        const ada = await signedUp()
        const again = visitor()
        const callbackURL = `${FRONT_END}/projects`
        const answer = data(await again.client.signIn.email({ email: ada.email, password: PASSWORD, callbackURL }))
        assert.equal(answer.redirect, true)
        assert.equal(window.location.href, callbackURL)
        assert(await again.isSignedIn())
        const foreign = await visitor().client.signIn.email(
            { email: ada.email, password: PASSWORD, callbackURL: 'https://evil.example/' })
        assertError(foreign, 403, 'INVALID_CALLBACKURL')
        assert.equal(window.location.href, callbackURL)
    })
    await checks.check('without rememberMe the cookie ends with the window', async () => {
        const ada = await signedUp()
        const again = visitor()
        data(await again.client.signIn.email({ email: ada.email, password: PASSWORD, rememberMe: false }))
        assert.deepEqual(again.browser.jar.names().sort(), ['pctsh-book-local.dont_remember', COOKIE])
        assert(await again.isSignedIn())
        again.browser.jar.endSession()
        assert.equal(await again.isSignedIn(), false)
    })
    await checks.check('sign-out ends the session and leaves no cookie', async () => {
        const ada = await signedUp()
        const kept = ada.browser.jar.find(COOKIE)
        assert.deepEqual(data(await ada.client.signOut()), { success: true })
        assert.deepEqual(ada.browser.jar.names(), [])
        assert.deepEqual(ada.browser.jar.refused, [])
        const page = new URL(FRONT_END)
        ada.browser.jar.take(`${COOKIE}=${kept.value}; Path=/; SameSite=Lax`, page, page)
        assert.equal(await ada.isSignedIn(), false)
        assertError(await ada.client.signOut(), 400, 'FAILED_TO_GET_SESSION')
    })
}

async function checkSession(checks, visitor, signedUp, server) {
    await checks.check('getSession gives user, session and memberships, with dates', async () => {
        const ada = await signedUp()
        const { members, session, user } = data(await ada.client.getSession())
        assert.deepEqual(members, [])
        assertFields(session, SESSION)
        assertFields(user, USER)
        assert.equal(session.userId, user.id)
        assertJustNow(session.createdAt)
        assert(Math.abs(session.expiresAt - Date.now() - 1000 * WEEK_S) < 60_000)
        assert.equal(typeof session.ipAddress, 'string')
        assert.equal(typeof session.userAgent, 'string')
        assert.deepEqual(data(await ada.client.getSession({ query: { disableCookieCache: true } })).session, session)
    })
    await checks.check('getSession of a stranger is null and no error', async () => {
        const answer = await visitor().client.getSession()
        assert.equal(answer.data, null)
        assert.equal(answer.error, null)
    })
    await checks.check('useSession follows sign-up, a new name and sign-out by itself', async () => {
        const ada = visitor()
        let state
        const stop = ada.client.useSession.subscribe((value) => (state = value))
        const settled = (holds) => () => !state.isPending && state.error === null && holds(state.data)
        await comesTrue(settled((value) => value === null), 'a session of nobody')
        data(await ada.signUp())
        await comesTrue(settled((value) => value?.user.email === ada.email), 'the session after sign-up')
        assertFields(state.data, ['members', 'session', 'user'])
        assertJustNow(state.data.user.createdAt)
        data(await ada.client.updateUser({ name: 'Ada King' }))
        await comesTrue(settled((value) => value?.user.name === 'Ada King'), 'the new name')
        data(await ada.client.signOut())
        await comesTrue(settled((value) => value === null), 'the end after sign-out')
        stop()
    })
    await checks.check('a page of a foreign origin sends no cookie and reads no answer', async () => {
        const ada = await signedUp()
        const hostile = ada.browser.fetchOf('https://evil.example')
        const read = hostile(`${server}/auth/get-session`, { credentials: 'include' })
        await assert.rejects(read, /may not read/)
        assert.equal(ada.browser.requests.at(-1).cookie, '')
        const written = hostile(`${server}/auth/sign-out`, { method: 'POST', credentials: 'include', body: 'a=b' })
        await assert.rejects(written, /may not read/)
        assert.equal(ada.browser.requests.at(-1).cookie, '')
        assert(await ada.isSignedIn())
    })
}

async function checkUser(checks, signedUp, elsewhere) {
    await checks.check('updateUser changes name and picture, never the e-mail', async () => {
        const ada = await signedUp()
        assert.deepEqual(data(await ada.client.updateUser({ name: 'Ada King', image: 'https://example.com/ada.png' })),
            { status: true })
        const { user } = data(await ada.client.getSession())
        assert.equal(user.name, 'Ada King')
        assert.equal(user.image, 'https://example.com/ada.png')
        data(await ada.client.updateUser({ image: null }))
        assert.equal(data(await ada.client.getSession()).user.image, null)
        assertError(await ada.client.updateUser({ email: 'grace@example.com' }), 400, 'EMAIL_CAN_NOT_BE_UPDATED')
        assert.equal(data(await ada.client.getSession()).user.email, ada.email)
    })
    await checks.check('changePassword keeps the sessions unless it is told otherwise', async () => {
        const ada = await signedUp()
        const other = await elsewhere(ada)
        const change = (currentPassword, newPassword, more) =>
            ada.client.changePassword({ currentPassword, newPassword, ...more })
        assertError(await change('wrong horse', 'another horse'), 400, 'INVALID_PASSWORD')
        assertError(await change(PASSWORD, 'short'), 400, 'PASSWORD_TOO_SHORT')
        const kept = data(await change(PASSWORD, 'another horse'))
        assert.equal(kept.token, null)
        assertFields(kept.user, USER)
        assert(await other.isSignedIn())
        const before = ada.browser.jar.find(COOKIE).value
        const revoked = data(await change('another horse', 'a third horse', { revokeOtherSessions: true }))
        assert.equal(typeof revoked.token, 'string')
        assert.notEqual(ada.browser.jar.find(COOKIE).value, before)
        assert(await ada.isSignedIn())
        assert.equal(await other.isSignedIn(), false)
        assertError(await other.client.signIn.email({ email: ada.email, password: PASSWORD }), 401,
            'INVALID_EMAIL_OR_PASSWORD')
        data(await other.client.signIn.email({ email: ada.email, password: 'a third horse' }))
    })
    await checks.check('listAccounts shows the password account', async () => {
        const ada = await signedUp()
        const [account, ...more] = data(await ada.client.listAccounts())
        assert.deepEqual(more, [])
        assert.equal(account.provider, 'credential')
        assert.deepEqual(account.scopes, [])
        assertJustNow(account.createdAt)
        assertError(await ada.client.unlinkAccount({ providerId: 'credential' }), 400, 'YOU_CANT_UNLINK_YOUR_LAST_ACCOUNT')
    })
}

async function checkSessions(checks, visitor, signedUp, elsewhere) {
    await checks.check('listSessions shows every browser; revokeSession ends the one named', async () => {
        const ada = await signedUp()
        const other = await elsewhere(ada)
        const sessions = data(await ada.client.listSessions())
        assert.equal(sessions.length, 2)
        for (const session of sessions) {
            assertFields(session, SESSION)
            assertJustNow(session.createdAt)
            assert(session.expiresAt instanceof Date)
        }
        const { session } = data(await other.client.getSession())
        assert(sessions.some(({ token }) => token === session.token))
        assert.deepEqual(data(await ada.client.revokeSession({ token: session.token })), { status: true })
        assert.equal(await other.isSignedIn(), false)
        assert(await ada.isSignedIn())
        assertError(await ada.client.revokeSession({ token: session.token }), 400, 'SESSION_NOT_FOUND')
    })
    await checks.check('revokeOtherSessions ends all but this one, revokeSessions this one too', async () => {
        const ada = await signedUp()
        const others = [await elsewhere(ada), await elsewhere(ada)]
        assert.deepEqual(data(await ada.client.revokeOtherSessions()), { status: true })
        for (const other of others) assert.equal(await other.isSignedIn(), false)
        assert(await ada.isSignedIn())
        const last = await elsewhere(ada)
        assert.deepEqual(data(await ada.client.revokeSessions()), { status: true })
        assert.equal(await ada.isSignedIn(), false)
        assert.equal(await last.isSignedIn(), false)
    })
    await checks.check('without a session each of them is UNAUTHORIZED', async () => {
        const { client } = visitor()
        const change = { currentPassword: PASSWORD, newPassword: 'another horse' }
        for (const answer of [
            await client.updateUser({ name: 'Grace' }), await client.changePassword(change),
            await client.listSessions(), await client.revokeSession({ token: 'x' }),
            await client.revokeOtherSessions(), await client.revokeSessions(), await client.listAccounts(),
        ])
            assertError(answer, 401, 'UNAUTHORIZED')
    })
}

async function checkSwitchedOff(checks, visitor, signedUp) {
    await checks.check('what needs mails, providers or more says that it is switched off', async () => {
        const { client, email } = await signedUp()
        const code = async (answer) => (await answer).error?.code
        assert.equal(await code(client.forgetPassword({ email, redirectTo: '/reset' })), 'RESET_PASSWORD_ISNT_ENABLED')
        assert.equal(await code(client.resetPassword({ newPassword: PASSWORD, token: 'x' })), 'INVALID_TOKEN')
        assert.equal(await code(client.sendVerificationEmail({ email })), 'VERIFICATION_EMAIL_ISNT_ENABLED')
        assert.equal(await code(client.changeEmail({ newEmail: 'ada@example.org' })), 'CHANGE_EMAIL_IS_DISABLED')
        assert.equal(await code(client.verifyEmail({ query: { token: 'x' } })), 'INVALID_TOKEN')
        assert.equal(await code(client.signIn.social({ provider: 'google' })), 'PROVIDER_NOT_FOUND')
        assert.equal(await code(client.linkSocial({ provider: 'google' })), 'PROVIDER_NOT_FOUND')
        assert.equal(await code(client.deleteUser()), 'NOT_FOUND')
        data(await visitor().client.signIn.email({ email, password: PASSWORD }))
    })
    await checks.check('a route that is not there is an error with status 404', async () => {
        const { client } = await signedUp()
        for (const answer of [await client.updateSession({ theme: 'dark' }), await client.notThere(), await client.accountInfo()]) {
            assert.equal(answer.data, null)
            assert.equal(answer.error.status, 404)
        }
    })
}
