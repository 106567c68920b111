import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { createServer, type Server as Listener } from "node:net"
import { emptyDatabase } from "@justesse/db/testing/engines"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { justesse } from "../support/cli.ts"
import { freshFolder } from "../support/folders.ts"
import { jpeg } from "../support/pictures.ts"
import { freePort, type Server, startServer } from "../support/server.ts"
import { setUp } from "../support/studio.ts"
import { openShell, type Shell } from "./shell.ts"

// Every command ends with 0, 1 or 2 and says in one line what would help: found O11, O12, O14, O20.

let shell: Shell
let server: Server
let taken: Listener
let takenPort = 0

beforeAll(async () => {
  shell = openShell("codes")
  const { file, path } = shell
  mkdirSync(path("photos"))
  for (const n of [1, 2]) writeFileSync(path(`photos/${n}.jpg`), await jpeg(n, 64, 48))
  const annotation = { id: 1, image_id: 1, category_id: 1, bbox: [1, 2, 30, 20], area: 600, iscrowd: 0 }
  const coco = {
    images: [{ id: 1, file_name: "1.jpg", width: 64, height: 48 }],
    categories: [{ id: 1, name: "sack" }],
    annotations: [annotation],
  }
  file("photos/labels.json", JSON.stringify(coco))
  const found = (image: string) => `{"image_id":"${image}","category_id":"sack","bbox":[1,2,3,4],"score":0.5}`
  file("scores.json", `[${found("1.jpg")}]`)
  file("elsewhere.json", `[${found("zz.jpg")}]`)
  file("cut.json", `[${found("1.jpg")},\n{"image_id":"2.j`)
  file("votes.csv", ["task,worker,label", "1,a,x", "1,b,x", "2,a,y", "2,b,x"])
  file("lone.csv", ["task,worker,label", "1,a,x"])
  file("texts.tsv", ["task\ttext", "1\tone", "2\ttwo"])
  file("note.txt", "no dataset")
  server = await startServer({ demo: false })
  await setUp(server)
  taken = createServer().listen(0, "127.0.0.1")
  await new Promise((resolve) => taken.once("listening", resolve))
  const address = taken.address()
  takenPort = typeof address === "object" && address ? address.port : 0
})
afterAll(async () => {
  taken.close()
  await server.stop()
})

/** Words of a call in which a file of the folder is written `@name`. */
const inFolder = (words: string) =>
  words.split(" ").map((word) => (word.startsWith("@") ? shell.path(word.slice(1)) : word))

/** One line, of plain words: no stack, no code with underscores, no JSON. */
function expectOneSentence(error: string): void {
  expect.soft(error.trimEnd().split("\n")).toHaveLength(1)
  expect.soft(error).toMatch(/[.?]$/m)
  expect.soft(error).not.toMatch(/\bat .*:\d+:\d+|\b[a-z]+_[a-z]+(?:_[a-z]+)*\b(?! {)|[{}]|undefined|Error:/)
}

/** In the order in which somebody would call them; the code, and what is said. */
const CALLS: readonly (readonly [code: 0 | 1 | 2, words: string, says: RegExp])[] = [
  [0, "--help", /COMMAND/],
  [2, "improt", /There is no command improt\. Known: .*import/],
  [2, "import @photos --project shop --fromat coco", /--fromat/],
  [0, "import @photos --project shop", /shop: 2 pictures, 1 region, read as coco/],
  [2, "import @photos --project Shop!", /--project Shop!: a project's address name/],
  [2, "import @photos", /Name the project/],
  [2, "import", /Name what to import/],
  [2, "import @none --project shop", /There is nothing called .*none/],
  [2, "import @scores.json --project recepits --as proposals", /There is no project recepits\. Projects here: shop\./],
  [0, "import @scores.json --project shop --as scores", /shop: set 1, 1 picture, 1 box/],
  [1, "import @elsewhere.json --project shop --as scores", /None of its pictures was found in the project/],
  [
    2,
    "import @cut.json --project shop --as scores",
    /cut\.json:2: the file ends in the middle\. Nothing was imported\./,
  ],
  [0, "import @photos --project shop --as final", /2 duplicates/],
  [0, "import @photos --project shop --as settled", /2 duplicates/],
  [2, "import @photos --project shop --as guess", /final, proposals, gold, scores/],
  [0, "export --project shop --format coco --out @coco", /shop version 1: 1 picture, 1 region/],
  [2, "export --project shpo --format coco --out @o", /There is no project shpo\. Projects here: shop\./],
  [2, "export --project shop --format coco", /--out PATH/],
  [2, "export --project shop --format cocoa --out @o", /--format cocoa: it must be one of/],
  [2, "export --project shop --format coco --out @o --dataset-version 9", /shop has no version 9\. Versions here: 1\./],
  [0, "verify", /Everything that could be checked/],
  [0, "doctor", /well {2}storage: /],
  [0, "backup @a.jbackup", /rows in .*a\.jbackup/],
  [2, "backup", /Say where to/],
  [2, "backup @photos", /photos is a folder/],
  [0, "token create --user ada@justesse.example --scope read", /^jst_/],
  [2, "token create --user eve@justesse.example --scope read", /Nobody with an account here/],
  [2, "token create --user ada --scope read", /--user ada: this is not an e-mail address/],
  [2, "token create --user ada@justesse.example --scope all", /--scope all: name one or more of/],
  [2, "token create --user ada@justesse.example --scope read --project nope", /is not a member of a project nope/],
  [2, "token make", /Say what to do/],
  [0, "convert @photos @yolo --to yolo", /./],
  [2, "convert @photos @yolo", /--to/],
  [2, "convert @note.txt @yolo --to yolo", /./],
  [0, "aggregate --kind classification @votes.csv --out @out.csv", /./],
  [2, "aggregate --kind classification @none.csv --out @out.csv", /There is nothing at .*none\.csv/],
  [0, "agreement --level nominal @votes.csv", /./],
  [1, "agreement --level nominal @lone.csv", /./],
  [0, "evaluate --gold @texts.tsv --predictions @texts.tsv", /./],
  [2, "evaluate --gold @texts.tsv", /./],
  [2, "restore @note.txt --data @restored", /./],
  [2, "migrate-db", /Name both ends/],
  [2, "migrate-db --from @none.db --to @copy.db", /There is nothing at .*none\.db/],
  [0, "serve --help", /--data DIR/],
  [2, "serve --prot 1", /--prot/],
  [2, "restore @none.jbackup --data @restored", /There is nothing at .*none\.jbackup/],
]

describe("each command beside a running server", () => {
  test("ends with the code that its help promises", async () => {
    for (const [code, words, says] of CALLS) {
      const data = /--data |^(convert|aggregate|agreement|evaluate|--help|improt)/.test(words)
        ? []
        : ["--data", server.dataDir]
      const called = await shell.call(...inFolder(words), ...data)
      expect
        .soft([words, called.code, `${called.out}\n${called.error}`])
        .toEqual([words, code, expect.stringMatching(says)])
      if (code === 2) expectOneSentence(called.error)
      else expect.soft(called.out).not.toMatch(/\b[a-z]+_[a-z]+: |\b(ids_renumbered|cut_off|picture_kind)\b/)
    }
  })
})

describe("a studio that cannot start ends with 2 and one sentence", () => {
  const serve = async (dataDir: string, ...words: readonly string[]) => {
    const port = words.includes("--port") ? [] : ["--port", String(await freePort())]
    const { code, error } = await justesse(dataDir, "serve", ...port, ...words)
    expectOneSentence(error)
    return [code, error]
  }
  const says = (pattern: RegExp) => [2, expect.stringMatching(pattern)]

  test("where its folder is served, is a file, or is below one", async () => {
    expect(await serve(server.dataDir)).toEqual(says(/serves this data folder/))
    expect(await serve(shell.path("note.txt"))).toEqual(says(/note\.txt is a file: name a folder/))
    expect(await serve(shell.path("note.txt/data"))).toEqual(says(/something on the way to it is a file/))
  })

  test.runIf(existsSync("/proc/self"))(
    "where no folder can be made, and so does a command that writes there",
    async () => {
      expect(await serve("/proc/none/data")).toEqual(says(/^\/proc\/none cannot be made: .* Name another folder\./))
      for (const words of ["convert @photos /proc/none/x --to yolo", "backup /proc/none/x.jbackup --data @none"]) {
        const { code, error } = await shell.call(...inFolder(words))
        expect([code, error]).toEqual([2, expect.any(String)])
        expectOneSentence(error)
      }
    },
  )

  test("where its port or its address is not to be had", async () => {
    expect(await serve(freshFolder("port"), "--port", String(takenPort))).toEqual(says(/That port is in use/))
    expect(await serve(freshFolder("host"), "--host", "192.0.2.1")).toEqual(
      says(/Set the studio up on this computer first/),
    )
    expect(await serve(freshFolder("port"), "--port", "99999")).toEqual(says(/from 1 to 65535/))
  })

  test("where its certificate is missing or is none", async () => {
    const [data, note, none] = [freshFolder("tls"), shell.path("note.txt"), shell.path("none.pem")]
    expect(await serve(data, "--tls-cert", none, "--tls-key", none)).toEqual(says(/There is nothing at .*none\.pem/))
    expect(await serve(data, "--tls-cert", note, "--tls-key", note)).toEqual(says(/is not PEM/))
    expect(await serve(data, "--tls-cert", note)).toEqual(says(/go together/))
  })

  test("where its database is not to be had", async () => {
    const data = freshFolder("pg")
    const { url, drop } = await emptyDatabase()
    const other = (change: (address: URL) => void) => {
      const address = new URL(url)
      change(address)
      return address.href
    }
    const urls: readonly (readonly [string, RegExp])[] = [
      [other((to) => void (to.pathname = "/no_such_name")), /no database of that name/],
      [
        other((to) => void (to.hostname = "no-such-host.invalid")),
        /no computer called no-such-host\.invalid|No computer of that name|cannot be looked up/,
      ],
      [other((to) => void (to.port = "1")), /does not answer at that address/],
      ["mysql://127.0.0.1/x", /it is written postgres:/],
    ]
    for (const [wrong, pattern] of urls) expect(await serve(data, "--database-url", wrong)).toEqual(says(pattern))
    await drop()
  })
})
