// Checks that are counted: one line for each that fails, and for all of them `N passed, M failed`.
import assert from 'node:assert/strict'

/** What a failed assertion says, on one line. */
function sentence(error) {
    return String(error?.message ?? error).replace(/\s+/g, ' ').slice(0, 400)
}

export class Checks {
    #passed = 0
    #failed = 0

    /** Runs `work`; what it throws is the failure. Later checks go on, on whatever state is there then. */
    async check(name, work) {
        try {
            await work()
            ++this.#passed
        } catch (error) {
            this.fail(name, error)
        }
    }

    fail(name, error) {
        ++this.#failed
        console.log(`FAILED ${name}: ${sentence(error)}`)
    }

    /** Runs `work(checks)`, whose checks' names begin with `prefix`; that it comes to its end is a check too. */
    group(prefix, work) {
        const checks = { check: (name, each) => this.check(`${prefix}: ${name}`, each) }
        return this.check(`${prefix}: comes to its end`, () => work(checks))
    }

    /** Prints the sum and gives the exit status. */
    conclude() {
        console.log(`${this.#passed} passed, ${this.#failed} failed`)
        return this.#failed === 0 && this.#passed > 0 ? 0 : 1
    }
}

/** Waits until `holds` gives something true, at most ten seconds. */
export async function comesTrue(holds, what) {
    const end = Date.now() + 10_000
    while (!(await holds())) {
        assert(Date.now() < end, `${what} did not come true`)
        await new Promise((resolve) => setTimeout(resolve, 10))
    }
}

/** The object has exactly these fields. */
export function assertFields(object, names) {
    assert.deepEqual(Object.keys(object).sort(), [...names].sort())
}

/** A time within the last minute, as the client made it of the answer's text. */
export function assertJustNow(value) {
    assert(value instanceof Date, `${value} is no Date`)
    const age = Date.now() - value.getTime()
    assert(age > -1_000 && age < 60_000, `${value.toISOString()} is not just now`)
}
