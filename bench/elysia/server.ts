// The original's canvas in its smallest form: Elysia checks each message against its schema, adds the sender's id and publishes
// it to the book by Bun's own WebSocket server. No database, no Redis, no log; signing up and making a book answer enough for
// the load generator to begin.
import { Elysia, t } from "elysia";

const Cursor = t.Object({ x: t.Number(), y: t.Number(), cursor: t.String() });
const Rectangle = t.Object({
    id: t.String(),
    type: t.Literal("RECTANGLE"),
    x: t.Number(),
    y: t.Number(),
    width: t.Number(),
    height: t.Number(),
    scaleX: t.Number(),
    scaleY: t.Number(),
    angle: t.Number(),
    zIndex: t.Integer(),
    fill: t.Optional(t.Union([t.Integer(), t.Null()])),
    stroke: t.Optional(t.Union([t.Integer(), t.Null()])),
    strokeWidth: t.Optional(t.Union([t.Number(), t.Null()])),
    cornerRadius: t.Optional(t.Union([t.Number(), t.Null()])),
});
const Event = t.Union([
    t.Object({ type: t.Literal("CURSOR_SYNC"), timestamp: t.Number(), payload: Cursor }),
    t.Object({
        type: t.Union([t.Literal("SHAPE_UPDATE"), t.Literal("FRAME_UPDATE")]),
        timestamp: t.Number(),
        payload: Rectangle,
    }),
]);

let books = 0;
const app = new Elysia()
    .post("/auth/sign-up/email", ({ set }) => {
        set.headers["set-cookie"] = "session=1; Path=/";
        return { token: "1", user: { id: "1" } };
    })
    .post("/projects", () => ({ id: `book${++books}` }))
    .ws("/canvas/:id", {
        body: Event,
        open(ws) {
            ws.subscribe(ws.data.params.id);
        },
        message(ws, message) {
            ws.publish(ws.data.params.id, { ...message, userId: "1" });
        },
    })
    .listen({ hostname: "127.0.0.1", port: 0 });

console.log(`Bun ${Bun.version} and Elysia listen on http://127.0.0.1:${app.server!.port} `);
process.on("SIGTERM", () => process.exit(0));
