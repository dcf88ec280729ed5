// What scripts have made is what they would make now.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'

for (const script of ['elements', 'messages', 'vectors']) {
    test(`what scripts/${script}.ts writes is up to date`, () => {
        const file = new URL(`../../scripts/${script}.js`, import.meta.url).pathname
        const { status, stderr } = spawnSync(process.execPath, [file, '--check'], { encoding: 'utf8' })
        assert.equal(status, 0, stderr)
    })
}
