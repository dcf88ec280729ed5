// What a command will probably do, shown until the server answers. A command that will be ignored or refused does nothing here.
import type { Action, Edit, Element, ElementUpdate, NewElement, Placement } from './messages.js'
import { moves } from './order.js'
import type { View } from './view.js'

/** `at` is the date of the command. An UNDO is not guessed: what it takes back is known to the server only. */
export function guess(view: View, action: Action, at: string): void {
    if (action.type === 'UNDO') return
    if (action.type === 'BATCH') for (const edit of action.payload.commands) guessEdit(view, edit, at)
    else guessEdit(view, action, at)
}

function guessEdit(view: View, edit: Edit, at: string): void {
    switch (edit.type) {
        case 'SHAPE_CREATE': return create(view, edit.payload, at)
        case 'SHAPE_UPDATE': return update(view, edit.payload)
        case 'SHAPE_DELETE': return remove(view, edit.payload.id)
        case 'SHAPE_RESTORE': return restore(view, edit.payload.id)
        case 'REORDER': return reorder(view, edit.payload)
    }
}

function create(view: View, element: NewElement, at: string): void {
    if (view.get(element.id) || view.deleted(element.id)) return
    view.put({ ...element, createdAt: at, updatedAt: at, rev: 0, order: '' })
}

function update(view: View, given: ElementUpdate): void {
    const present = view.get(given.id)
    if (!present || present.type !== given.type) return
    const order = given.zIndex === undefined ? present.order : ''
    view.put({ ...present, ...given, order } as Element)
}

function remove(view: View, id: string): void {
    const present = view.get(id)
    if (present) view.remove(present)
}

function restore(view: View, id: string): void {
    const before = view.deleted(id)
    if (!view.get(id) && before) view.put(before)
}

function reorder(view: View, placement: Placement): void {
    if (!view.get(placement.id)) return
    for (const { id, zIndex, order } of moves(view.all(), placement)) view.put({ ...view.get(id)!, zIndex, order })
}
