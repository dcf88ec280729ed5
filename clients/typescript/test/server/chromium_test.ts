// The built package in Chromium, with the browser's own WebSocket, cookies and storage, and a server on another origin.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { becomesLive, circle, comesTrue } from '../elements.js'
import { Browser, openSite } from './browser.js'
import { Person } from './person.js'
import { Server } from './server.js'

const SIGN_IN = `await fetch(given.server + '/auth/sign-in/email', { method: 'POST', credentials: 'include',
    headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ email: given.email, password: 'a good password' }) })`
/** Each page of a book is a client of its own that keeps what waits. */
const OPEN = `const { openCanvas, browserStorage } = await import('/dist/index.js')
    const address = given.server.replace('http', 'ws') + '/canvas/' + given.book
    window.canvas = await openCanvas({ address, storage: browserStorage(sessionStorage, given.book) })
    window.live = async () => { while (canvas.state !== 'live' || canvas.waiting > 0) await new Promise((go) => setTimeout(go, 10)) }`
const STATE = 'await live(); return { ids: canvas.elements().map(({ id }) => id), hash: canvas.hash() }'

test('two pages of Chromium and a client in Node edit one book', async (t) => {
    const site = await openSite()
    t.after(() => site.close())
    const server = await Server.start({ FRONTEND_URL: site.origin })
    t.after(() => server.remove())
    const browser = await Browser.start()
    t.after(() => browser.close())
    const owner = await Person.signUp(server.address)
    const book = await owner.makeBook()
    const node = await owner.open(book)
    t.after(() => node.close())
    await becomesLive(node)
    const given = { server: server.address, email: owner.email, book }
    await browser.visit(site.origin)
    await browser.run(`${SIGN_IN}\n${OPEN}`, given)
    const first = await browser.current()
    const second = await browser.openTab(site.origin)
    await browser.run(OPEN, given)

    const made = await browser.run('await live(); return canvas.create(given)', circle('of-a-page', 0.1))
    assert.equal(made.result, 'committed')
    await comesTrue(() => node.element('of-a-page'), 'the page\'s element in Node')
    assert((await node.create({ ...circle('of-node'), type: 'TEXT', content: '😀\u2028', fontSize: 1 })).ok)
    assert.equal(node.peers().length, 2)
    await browser.turnTo(first)
    const seen = await browser.run(`while (!canvas.element('of-node')) await new Promise((go) => setTimeout(go, 10)); ${STATE}`)
    assert.deepEqual(seen, { ids: ['of-a-page', 'of-node'], hash: node.hash() })

    // What waits is still there when the page is loaded again, while the server is away.
    await server.kill()
    const waiting = `canvas.create(given)
        while (!sessionStorage.getItem(given.id.slice(6)).includes(given.id)) await new Promise((go) => setTimeout(go, 10))
        return [canvas.waiting, canvas.clientId]`
    const [count, clientId] = await browser.run(waiting, circle(`later-${book}`))
    assert.equal(count, 1)
    await browser.reload()
    await server.start()
    assert.equal(await browser.run(`${OPEN}\nawait live()\nreturn canvas.clientId`, given), clientId)
    node.connect()
    await comesTrue(() => node.state === 'live' && node.element(`later-${book}`), 'what waited, in Node')
    await browser.turnTo(second)
    await browser.run('canvas.connect()')
    const states = [await browser.run(STATE)]
    await browser.turnTo(first)
    states.push(await browser.run(STATE))
    await comesTrue(() => node.hash().seq === states[1].hash.seq, 'the same seq')
    for (const { hash } of states) assert.deepEqual(hash, node.hash())
})
