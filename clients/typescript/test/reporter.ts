// What node's test runner tells, as the other suites say it: a line for each test that failed, and last their sum.
import type { TestEvent } from 'node:test/reporters'

export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
    let [passed, failed] = [0, 0]
    for await (const { type, data } of events) {
        if (type === 'test:pass') ++passed
        if (type !== 'test:fail') continue
        ++failed
        const problem = data.details.error.cause ?? data.details.error
        yield `FAILED ${data.name}: ${String((problem as Error).stack ?? problem).slice(0, 2000)}\n`
    }
    yield `${passed} passed, ${failed} failed\n`
}
