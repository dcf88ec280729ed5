// What the newest client calls by another name than the original's, or expects beside it: AUTH-57, AUTH-58.
import assert from 'node:assert/strict'

import { assertError, data, Visitor } from './visitor.mjs'

export async function checkNewest(checks, createAuthClient, address) {
    const ada = new Visitor(createAuthClient, address)
    data(await ada.signUp())
    // AUTH-57
    await checks.check('requestPasswordReset is forgetPassword', async () => {
        const answer = await ada.client.requestPasswordReset({ email: ada.email, redirectTo: '/reset' })
        assertError(answer, 400, 'RESET_PASSWORD_ISNT_ENABLED')
        assert.deepEqual(answer, await ada.client.forgetPassword({ email: ada.email, redirectTo: '/reset' }))
        assertError(await ada.client.requestPasswordReset({ email: ada.email, redirectTo: 'https://evil.example/' }), 403,
            'INVALID_REDIRECTURL')
    })
    // AUTH-58
    await checks.check('listAccounts tells providerId and userId', async () => {
        const [account] = data(await ada.client.listAccounts())
        assert.equal(account.providerId, 'credential')
        assert.equal(account.userId, data(await ada.client.getSession()).user.id)
    })
    await checks.check('getSession may ask for no cookie cache and no renewal', async () => {
        const query = { disableCookieCache: true, disableRefresh: true }
        assert.equal(data(await ada.client.getSession({ query })).user.email, ada.email)
    })
    await checks.check('useSession can be asked for anew', async () => {
        let state
        const stop = ada.client.useSession.subscribe((value) => (state = value))
        await state.refetch({ query: { disableCookieCache: true } })
        assert.equal(state.error, null)
        assert.equal(state.data.user.email, ada.email)
        stop()
    })
}
