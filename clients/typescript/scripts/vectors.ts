// vectors.ts: writes docs/spec/live-v2-hashes.json, the test vectors of V2-35. `--check` only compares.
import type { Point } from '../src/elements.js'
import { canonicalElement, hashOf, hexadecimal, StateHash } from '../src/hash.js'
import type { Element } from '../src/messages.js'
import { writeOrCheck } from './files.js'

const CREATED = '2025-01-01T00:00:00.000Z'
const UPDATED = '2025-06-15T12:34:56.789Z'
const PLAIN = {
    x: 0, y: 0, width: 100, height: 50, scaleX: 1, scaleY: 1, angle: 0, zIndex: 1,
    createdAt: CREATED, updatedAt: UPDATED, rev: 1, order: '',
}
const points = (...numbers: number[]): Point[] => numbers.map((x) => ({ x, y: -x }))

const vectors: { about: string; element: Element }[] = [
    {
        about: 'an image of whole numbers',
        element: { type: 'IMAGE', id: 'cm3x1k2v90000qwerty123456', ...PLAIN, assetId: 'cm3x1k2v90000asset1234567' },
    },
    {
        about: 'fractions, a negative zero and the ends of zIndex and rev',
        element: {
            type: 'CIRCLE', id: 'sun', ...PLAIN, x: 0.1, y: 0.1 + 0.2, width: -0, height: 1 / 3, scaleX: -1.5, scaleY: 1e-6,
            angle: Math.PI, zIndex: -2147483648, rev: Number.MAX_SAFE_INTEGER, order: 'V', fill: 0xff8800, stroke: 0, strokeWidth: 2.5,
        },
    },
    { about: 'absent members', element: { type: 'CIRCLE', id: 'absent', ...PLAIN } },
    {
        about: 'the same as null',
        element: { type: 'CIRCLE', id: 'null', ...PLAIN, fill: null, stroke: null, strokeWidth: null },
    },
    {
        about: 'numbers that are printed with an exponent, and the last that are not',
        element: {
            type: 'RECTANGLE', id: 'extreme', ...PLAIN, x: 1e21, y: 1e20, width: 1e-7, height: 5e-324, scaleX: Number.MAX_VALUE,
            scaleY: 2.2250738585072014e-308, angle: -1e-7, zIndex: 2147483647, rev: 42, order: 'a0V', fill: 2147483647,
            stroke: -2147483648, strokeWidth: 9007199254740994, cornerRadius: 123456789012345680000,
        },
    },
    {
        about: 'doubles whose shortest text is hard to find',
        element: {
            type: 'DRAWING', id: 'shortest', ...PLAIN, stroke: 1, strokeWidth: 1e23,
            points: points(9.999999999999997e22, 5e-7, 333333333.3333332, 333333333.33333325, 333333333.3333333, 0.000001,
                9.109383632e-31, 4.35, 295147905179352830000, 2 ** 53, 2 ** 53 + 2, 2 ** -1074, 1.7976931348623155e308),
        },
    },
    { about: 'a drawing without points', element: { type: 'DRAWING', id: 'empty', ...PLAIN, points: [], stroke: null, strokeWidth: 0 } },
    {
        about: 'text in which only quotes, backslashes and controls are escaped',
        element: {
            type: 'TEXT', id: 'escapes', ...PLAIN, content: '"quoted" \\ / \b\f\n\r\t \u0001\u001f\u007f\u0080\u2028\u2029\ufeff <&>\'',
            fontSize: 16, fontFamily: 'Arial', color: 0x00ff00,
        },
    },
    {
        about: 'text of two, three and four bytes, not normalised',
        element: {
            type: 'TEXT', id: 'unicode', ...PLAIN, content: 'é e\u0301 Ω 京都 한글 \ud83d\ude00 \ud83d\udc69\u200d\ud83d\udcf7 \ud834\udd1e \uffff',
            fontSize: -1, fontFamily: null, color: null,
        },
    },
    { about: 'empty text', element: { type: 'TEXT', id: '-_09AZaz', ...PLAIN, content: '', fontSize: 0, fontFamily: '', color: 0 } },
]

/** JSON as JSON.stringify prints it, but a negative zero is kept, and what an editor may not show is escaped. */
function printed(value: unknown): string {
    const text = JSON.stringify(value, (_, each) => (Object.is(each, -0) ? 'negative zero' : each), 2)
    const escaped = text.replace(/[\u007f-\u009f\u200b-\u200f\u2028\u2029\ufeff\uffff]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    return escaped.replaceAll('"negative zero"', '-0.0')
}

const state = new StateHash()
for (const { element } of vectors) state.touch(element.id)
const sum = state.of(new Map(vectors.map(({ element }) => [element.id, element])))
writeOrCheck('../../docs/spec/live-v2-hashes.json', `${printed({
    vectors: vectors.map(({ about, element }) => ({
        about,
        element,
        canonical: canonicalElement(element),
        hash: hexadecimal(hashOf(element)),
    })),
    sum,
})}\n`)
