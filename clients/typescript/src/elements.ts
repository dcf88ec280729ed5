// The elements of the REST API. Made from docs/openapi.json by scripts/elements.ts; `npm run generate` renews it.

export interface Point {
    /** In canvas units; the canvas has no edge. */
    x: number
    /** In canvas units; the canvas has no edge. */
    y: number
}

export interface ImageElement {
    type: 'IMAGE'
    id: string
    createdAt: string
    updatedAt: string
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

export interface TextElement {
    type: 'TEXT'
    id: string
    createdAt: string
    updatedAt: string
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

export interface CircleElement {
    type: 'CIRCLE'
    id: string
    createdAt: string
    updatedAt: string
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

export interface RectangleElement {
    type: 'RECTANGLE'
    id: string
    createdAt: string
    updatedAt: string
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

export interface DrawingElement {
    type: 'DRAWING'
    id: string
    createdAt: string
    updatedAt: string
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
    points: Point[]
    /** 0xRRGGBB. */
    stroke?: number | null
    /** In canvas units. */
    strokeWidth?: number | null
}

export type StoredElement = ImageElement | TextElement | CircleElement | RectangleElement | DrawingElement

/** Every member that an element of a kind can have. */
export const MEMBERS = {
    IMAGE: [
        'type',
        'id',
        'createdAt',
        'updatedAt',
        'x',
        'y',
        'width',
        'height',
        'scaleX',
        'scaleY',
        'angle',
        'zIndex',
        'assetId',
    ],
    TEXT: [
        'type',
        'id',
        'createdAt',
        'updatedAt',
        'x',
        'y',
        'width',
        'height',
        'scaleX',
        'scaleY',
        'angle',
        'zIndex',
        'content',
        'fontSize',
        'fontFamily',
        'color',
    ],
    CIRCLE: [
        'type',
        'id',
        'createdAt',
        'updatedAt',
        'x',
        'y',
        'width',
        'height',
        'scaleX',
        'scaleY',
        'angle',
        'zIndex',
        'fill',
        'stroke',
        'strokeWidth',
    ],
    RECTANGLE: [
        'type',
        'id',
        'createdAt',
        'updatedAt',
        'x',
        'y',
        'width',
        'height',
        'scaleX',
        'scaleY',
        'angle',
        'zIndex',
        'fill',
        'stroke',
        'strokeWidth',
        'cornerRadius',
    ],
    DRAWING: [
        'type',
        'id',
        'createdAt',
        'updatedAt',
        'x',
        'y',
        'width',
        'height',
        'scaleX',
        'scaleY',
        'angle',
        'zIndex',
        'points',
        'stroke',
        'strokeWidth',
    ],
} as const
