// main.mjs BINARY: runs every check against servers of its own and prints `N passed, M failed` last.
import { createRequire } from 'node:module'

import { createAuthClient as createNewest } from 'better-auth-newest/client'
import { createAuthClient as createOriginal } from 'better-auth-original/client'

import { checkClient } from './better_auth.mjs'
import { openWindow } from './browser.mjs'
import { Checks } from './checks.mjs'
import { checkNewest } from './newest.mjs'
import { checkSecureCookies } from './secure.mjs'
import { Server } from './server.mjs'
import { checkTreaty } from './treaty.mjs'
import { FRONT_END } from './visitor.mjs'

const version = (name) => createRequire(import.meta.url)(`./node_modules/${name}/package.json`).version
const [binary] = process.argv.slice(2)
const checks = new Checks()
openWindow(FRONT_END)
process.on('unhandledRejection', (error) => checks.fail('a promise that nobody waits for', error))

const server = await Server.start(binary)
const { address } = server
const clients = { 'better-auth-original': createOriginal, 'better-auth-newest': createNewest }
for (const [name, create] of Object.entries(clients))
    await checks.group(`better-auth ${version(name)}`, (group) => checkClient(group, create, address))
await checks.group('the newest better-auth', (group) => checkNewest(group, createNewest, address))
await checks.group(`eden ${version('@elysiajs/eden')}`, (group) => checkTreaty(group, createOriginal, address))
await checks.check('the server stops cleanly', () => server.stop())

await checks.group('behind https', (group) => checkSecureCookies(group, createNewest, binary))
process.exit(checks.conclude())
