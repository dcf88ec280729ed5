// When to come back after a socket has ended: what its close code advises, and how long to wait.
import type { ControlReason } from './wire.js'

/** What the server says before it closes, or what the close code or this client means. */
export type StopReason = ControlReason['reason'] | 'closed' | 'unauthorized' | 'defect' | 'replaced'

export type Advice = { stop: StopReason } | { waitMs: number }

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 30_000
/** Where a stopping server doesn't say when to come back. */
const AFTER_STOP_MS = 2_000

/** Broken protocol, and the codes of RFC 6455 for messages that no server could take: another try would end the same way. */
const DEFECTS = [1002, 1003, 1007, 1009, 4000]

/** `failures`: how many sockets before this one have ended without being of use; `random`: from 0 to 1. */
export function advise(code: number, reason: string, failures: number, random: number): Advice {
    if (code === 3000) return { stop: 'unauthorized' }
    if (code === 4009) return { stop: 'replaced' }
    if (DEFECTS.includes(code)) return { stop: 'defect' }
    if (code === 1001 || code === 1012) return { waitMs: retryAfter(reason) ?? random * AFTER_STOP_MS }
    if (code === 4008 && failures === 0) return { waitMs: 0 }
    return { waitMs: exponential(failures, random) }
}

/** Twice as long each time, and between half of it and all of it by chance, so that many clients spread. */
export function exponential(failures: number, random: number): number {
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures)
    return (wait + random * wait) / 2
}

function retryAfter(reason: string): number | undefined {
    try {
        const wait: unknown = JSON.parse(reason)?.retryAfterMs
        return typeof wait === 'number' && wait >= 0 ? Math.min(wait, LONGEST_WAIT_MS) : undefined
    } catch {
        return undefined
    }
}
