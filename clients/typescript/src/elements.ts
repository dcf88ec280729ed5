// Elements as messages have them. Made from docs/live.json by scripts/elements.ts; `npm run generate` renews it.

export interface Point { x: number; y: number }

export interface ImageUpsert {
    type: 'IMAGE'
    id: string
    /** In canvas units; the canvas has no edge. */
    x: number
    /** In canvas units; the canvas has no edge. */
    y: number
    /** In canvas units. */
    width: number
    /** In canvas units. */
    height: number
    scaleX: number
    scaleY: number
    /** Radians. */
    angle: number
    /** Higher lies on top. */
    zIndex: number
    assetId: string
}

export interface ImageUpdatePatch extends Partial<ImageUpsert> {
    type: 'IMAGE'
    id: string
}

export interface DraggedImage extends ImageUpsert {
    createdAt?: string | null
    updatedAt?: string | null
    /** A whole number from 0 to 2^53-1. */
    rev?: number | null
    order?: string | null
}

export interface PlacedImage extends ImageUpsert {
    createdAt: string
    updatedAt: string
    /** A whole number from 0 to 2^53-1. */
    rev: number
    order: string
}

export interface TextUpsert {
    type: 'TEXT'
    id: string
    /** In canvas units; the canvas has no edge. */
    x: number
    /** In canvas units; the canvas has no edge. */
    y: number
    /** In canvas units. */
    width: number
    /** In canvas units. */
    height: number
    scaleX: number
    scaleY: number
    /** Radians. */
    angle: number
    /** Higher lies on top. */
    zIndex: number
    content: string
    /** In canvas units. */
    fontSize: number
    fontFamily?: string | null
    /** 0xRRGGBB. */
    color?: number | null
}

export interface TextUpdatePatch extends Partial<TextUpsert> {
    type: 'TEXT'
    id: string
}

export interface DraggedText extends TextUpsert {
    createdAt?: string | null
    updatedAt?: string | null
    /** A whole number from 0 to 2^53-1. */
    rev?: number | null
    order?: string | null
}

export interface PlacedText extends TextUpsert {
    createdAt: string
    updatedAt: string
    /** A whole number from 0 to 2^53-1. */
    rev: number
    order: string
}

export interface CircleUpsert {
    type: 'CIRCLE'
    id: string
    /** In canvas units; the canvas has no edge. */
    x: number
    /** In canvas units; the canvas has no edge. */
    y: number
    /** In canvas units. */
    width: number
    /** In canvas units. */
    height: number
    scaleX: number
    scaleY: number
    /** Radians. */
    angle: number
    /** Higher lies on top. */
    zIndex: number
    /** 0xRRGGBB. */
    fill?: number | null
    /** 0xRRGGBB. */
    stroke?: number | null
    /** In canvas units. */
    strokeWidth?: number | null
}

export interface CircleUpdatePatch extends Partial<CircleUpsert> {
    type: 'CIRCLE'
    id: string
}

export interface DraggedCircle extends CircleUpsert {
    createdAt?: string | null
    updatedAt?: string | null
    /** A whole number from 0 to 2^53-1. */
    rev?: number | null
    order?: string | null
}

export interface PlacedCircle extends CircleUpsert {
    createdAt: string
    updatedAt: string
    /** A whole number from 0 to 2^53-1. */
    rev: number
    order: string
}

export interface RectangleUpsert {
    type: 'RECTANGLE'
    id: string
    /** In canvas units; the canvas has no edge. */
    x: number
    /** In canvas units; the canvas has no edge. */
    y: number
    /** In canvas units. */
    width: number
    /** In canvas units. */
    height: number
    scaleX: number
    scaleY: number
    /** Radians. */
    angle: number
    /** Higher lies on top. */
    zIndex: number
    /** 0xRRGGBB. */
    fill?: number | null
    /** 0xRRGGBB. */
    stroke?: number | null
    /** In canvas units. */
    strokeWidth?: number | null
    /** In canvas units. */
    cornerRadius?: number | null
}

export interface RectangleUpdatePatch extends Partial<RectangleUpsert> {
    type: 'RECTANGLE'
    id: string
}

export interface DraggedRectangle extends RectangleUpsert {
    createdAt?: string | null
    updatedAt?: string | null
    /** A whole number from 0 to 2^53-1. */
    rev?: number | null
    order?: string | null
}

export interface PlacedRectangle extends RectangleUpsert {
    createdAt: string
    updatedAt: string
    /** A whole number from 0 to 2^53-1. */
    rev: number
    order: string
}

export interface DrawingUpsert {
    type: 'DRAWING'
    id: string
    /** In canvas units; the canvas has no edge. */
    x: number
    /** In canvas units; the canvas has no edge. */
    y: number
    /** In canvas units. */
    width: number
    /** In canvas units. */
    height: number
    scaleX: number
    scaleY: number
    /** Radians. */
    angle: number
    /** Higher lies on top. */
    zIndex: number
    points: readonly Point[]
    /** 0xRRGGBB. */
    stroke?: number | null
    /** In canvas units. */
    strokeWidth?: number | null
}

export interface DrawingUpdatePatch extends Partial<DrawingUpsert> {
    type: 'DRAWING'
    id: string
}

export interface DraggedDrawing extends DrawingUpsert {
    createdAt?: string | null
    updatedAt?: string | null
    /** A whole number from 0 to 2^53-1. */
    rev?: number | null
    order?: string | null
}

export interface PlacedDrawing extends DrawingUpsert {
    createdAt: string
    updatedAt: string
    /** A whole number from 0 to 2^53-1. */
    rev: number
    order: string
}

/** Every member that an element of a kind can have. */
export const MEMBERS = {
    IMAGE: [
        'type', 'id', 'createdAt', 'updatedAt', 'x', 'y', 'width', 'height', 'scaleX', 'scaleY', 'angle', 'zIndex', 'assetId',
        'rev', 'order',
    ],
    TEXT: [
        'type', 'id', 'createdAt', 'updatedAt', 'x', 'y', 'width', 'height', 'scaleX', 'scaleY', 'angle', 'zIndex', 'content',
        'fontSize', 'fontFamily', 'color', 'rev', 'order',
    ],
    CIRCLE: [
        'type', 'id', 'createdAt', 'updatedAt', 'x', 'y', 'width', 'height', 'scaleX', 'scaleY', 'angle', 'zIndex', 'fill',
        'stroke', 'strokeWidth', 'rev', 'order',
    ],
    RECTANGLE: [
        'type', 'id', 'createdAt', 'updatedAt', 'x', 'y', 'width', 'height', 'scaleX', 'scaleY', 'angle', 'zIndex', 'fill',
        'stroke', 'strokeWidth', 'cornerRadius', 'rev', 'order',
    ],
    DRAWING: [
        'type', 'id', 'createdAt', 'updatedAt', 'x', 'y', 'width', 'height', 'scaleX', 'scaleY', 'angle', 'zIndex', 'points',
        'stroke', 'strokeWidth', 'rev', 'order',
    ],
} as const
