import { createHash, hash } from "node:crypto"
import Database from "better-sqlite3"

const cpu = (name: string, n: number, f: () => void) => {
  for (let i = 0; i < 1000; i++) f()
  const b = process.cpuUsage()
  for (let i = 0; i < n; i++) f()
  const u = process.cpuUsage(b)
  console.log(name, ((u.user + u.system) / n).toFixed(2))
}
const t = "s1/12345/17/1\nabcdefghijklmnopqrstuv"
const j = JSON.stringify(["a".repeat(36), 1, "d".repeat(64), 1, 1, 30000, 3, 1700000000000])
cpu("shake256/256", 20000, () => createHash("shake256", { outputLength: 256 }).update(t).digest())
cpu("shake128/256", 20000, () => createHash("shake128", { outputLength: 256 }).update(t).digest())
cpu("sha512", 20000, () => createHash("sha512").update(t).digest())
cpu("sha256 b64", 20000, () => createHash("sha256").update(j).digest("base64url"))
cpu("hash()", 20000, () => hash("sha256", j, "base64url"))
cpu("hash512 buffer", 20000, () => hash("sha512", j, "buffer"))
cpu("json", 20000, () => JSON.stringify(["a".repeat(36), 1, "d".repeat(64), 1, 1, 30000, 3, 1700000000000]))
const sum = new Uint32Array(64)
const bytes = createHash("shake256", { outputLength: 256 }).update(t).digest()
cpu("add destructure", 20000, () => {
  for (let lane = 0, at = 0; lane < 64; lane++, at += 4) {
    const [a = 0, b = 0, c = 0, d = 0] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]
    sum[lane] = (sum[lane] ?? 0) + ((a | (b << 8) | (c << 16) | (d << 24)) >>> 0)
  }
})
cpu("add view", 20000, () => {
  const v = new DataView(bytes.buffer, bytes.byteOffset, 256)
  for (let lane = 0; lane < 64; lane++) sum[lane] = (sum[lane] ?? 0) + v.getUint32(4 * lane, true)
})
const db = new Database(":memory:")
db.exec(
  "create table u (id integer primary key, row_key text not null) strict; create table sealed (row_key text primary key, mark text not null) strict, without rowid; create table s (a integer, b integer, c integer, d integer, x text); create temp trigger tr after insert on s begin insert into u (row_key) values ('s' || new.a || '/' || new.b || '/' || new.c || '/' || new.d); end; create table s2 (a integer, b integer, c integer, d integer, x text);",
)
const i1 = db.prepare("insert into s values (?,?,?,?,?)"),
  i2 = db.prepare("insert into s2 values (?,?,?,?,?)")
let n = 0
db.exec("begin")
cpu("insert trig", 20000, () => i1.run(1, n++, 3, 4, "x"))
cpu("insert plain", 20000, () => i2.run(1, n++, 3, 4, "x"))
const put = db.prepare(
  "insert into sealed (row_key, mark) values (?, ?) on conflict (row_key) do update set mark = excluded.mark",
)
const get = db.prepare("select mark from sealed where row_key = ?").pluck()
cpu("put", 20000, () => put.run("s1/" + n++ + "/3/1", "abcdefghijklmnopqrstuv"))
cpu("get", 20000, () => get.get("s1/" + (n-- - 5) + "/3/1"))
const row = db.prepare("select a,b,c,d,x,a,b,c,d,x,a,b from s where rowid = ?")
cpu("row", 20000, () => row.get(77))
const del = db.prepare("delete from u where id <= ?")
let m = 0
cpu("del each", 100, () => del.run((m += 200)))
