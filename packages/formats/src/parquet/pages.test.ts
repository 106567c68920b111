import fc from "fast-check"
import type { ColumnMetaData, SchemaElement } from "hyparquet"
import { describe, expect, test } from "vitest"
import { levelsOf, MAX_VALUES, pageProblem } from "./pages.ts"

/** Numbers as Thrift's compact protocol has them: zigzag, seven bits a byte. */
function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  while (rest > 127) {
    bytes.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  return [...bytes, rest]
}
const zigzag = (value: number) => varint(value >= 0 ? value * 2 : -value * 2 - 1)
const i32 = (delta: number, value: number) => [delta * 16 + 5, ...zigzag(value)]
const struct = (delta: number, fields: readonly number[]) => [delta * 16 + 12, ...fields, 0]

const PLAIN = 0
const PLAIN_DICTIONARY = 2
const RLE = 3
const DELTA = 5
const RLE_DICTIONARY = 8

interface Page {
  readonly values: number
  readonly encoding?: number
  readonly body: readonly number[]
  /** What the header says of the sizes, where it lies. */
  readonly packed?: number
  readonly whole?: number
}

/** A data page (first version), not packed. */
function page({ values, encoding = PLAIN, body, packed = body.length, whole = body.length }: Page): number[] {
  const data = struct(2, [...i32(1, values), ...i32(1, encoding), ...i32(1, RLE), ...i32(1, RLE)])
  return [...i32(1, 0), ...i32(1, whole), ...i32(1, packed), ...data, 0, ...body]
}

/** A data page (second version): its levels stand before its values, their lengths in its header. */
function secondPage(values: number, levels: readonly number[], body: readonly number[], encoding = PLAIN): number[] {
  const size = levels.length + body.length
  const data = struct(5, [
    ...i32(1, values),
    ...i32(1, 0),
    ...i32(1, values),
    ...i32(1, encoding),
    ...i32(1, levels.length),
    ...i32(1, 0),
    // is_compressed: false
    0x12,
  ])
  return [...i32(1, 3), ...i32(1, size), ...i32(1, size), ...data, 0, ...levels, ...body]
}

const uint32 = (value: number) => [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24]
/** A run of `count` times the same value of up to eight bits. */
const run = (count: number, value: number) => [...varint(count * 2), value]
/** A run of `groups` of eight values of `width` bits. */
const packedRun = (groups: number, width: number) => [
  ...varint(groups * 2 + 1),
  ...Array.from({ length: groups * width }, () => 0),
]
const withLength = (bytes: readonly number[]) => [...uint32(bytes.length), ...bytes]

const meta = (values: number, more: Partial<ColumnMetaData> = {}): ColumnMetaData =>
  ({
    type: "INT32",
    codec: "UNCOMPRESSED",
    num_values: BigInt(values),
    path_in_schema: ["a"],
    ...more,
  }) as ColumnMetaData
const flat = { repetition: 0, definition: 0 }
const optional = { repetition: 0, definition: 1 }
const list = { repetition: 1, definition: 3 }

const look = (bytes: readonly number[], values: number, levels = flat) =>
  pageProblem(Uint8Array.from(bytes).buffer, meta(values), levels)

describe("what may be decoded", () => {
  test.each([
    { name: "plain values", bytes: page({ values: 2, body: [1, 0, 0, 0, 2, 0, 0, 0] }), values: 2, levels: flat },
    {
      name: "values with levels",
      bytes: page({ values: 2, body: [...withLength(run(2, 1)), 1, 0, 0, 0, 2, 0, 0, 0] }),
      values: 2,
      levels: optional,
    },
    {
      name: "lists with both kinds of levels",
      bytes: page({ values: 9, body: [...withLength(packedRun(2, 1)), ...withLength(run(9, 3)), 0] }),
      values: 9,
      levels: list,
    },
    {
      name: "a packed run that goes on beyond the last value",
      bytes: page({ values: 3, body: withLength(packedRun(1, 1)) }),
      values: 3,
      levels: optional,
    },
    {
      name: "a dictionary's numbers",
      bytes: page({ values: 500, encoding: RLE_DICTIONARY, body: [1, ...run(500, 1)] }),
      values: 500,
      levels: flat,
    },
    {
      name: "a dictionary of one value, without bits",
      bytes: page({ values: 500, encoding: PLAIN_DICTIONARY, body: [0] }),
      values: 500,
      levels: flat,
    },
    {
      name: "yes and no in runs",
      bytes: page({ values: 300, encoding: RLE, body: withLength(run(300, 1)) }),
      values: 300,
      levels: flat,
    },
    {
      name: "differences",
      bytes: page({ values: 9, encoding: DELTA, body: [...varint(128), ...varint(4), 9, 0] }),
      values: 9,
      levels: flat,
    },
    { name: "the second kind of page", bytes: secondPage(4, run(4, 1), [1, 0, 0, 0]), values: 4, levels: optional },
    {
      name: "two pages",
      bytes: [...page({ values: 1, body: [1, 0, 0, 0] }), ...page({ values: 1, body: [2, 0, 0, 0] })],
      values: 2,
      levels: flat,
    },
    { name: "nothing", bytes: [], values: 0, levels: flat },
  ])("$name", ({ bytes, values, levels }) => expect(look(bytes, values, levels)).toBeNull())
})

describe("what must not be decoded", () => {
  const runs = "runs longer than the 2 values of their page"
  test.each([
    {
      name: "a run of a thousand million levels",
      bytes: page({ values: 2, body: withLength(run(1_000_000_000, 1)) }),
      levels: optional,
      problem: runs,
    },
    {
      name: "a packed run of a thousand million levels",
      bytes: page({ values: 2, body: withLength([...varint(250_000_001), 0]) }),
      levels: optional,
      problem: runs,
    },
    {
      name: "a long run in the second kind of levels",
      bytes: page({ values: 2, body: [...withLength(run(2, 0)), ...withLength(run(2_000, 1))] }),
      levels: list,
      problem: runs,
    },
    {
      name: "a long run of a dictionary's numbers",
      bytes: page({ values: 2, encoding: RLE_DICTIONARY, body: [1, ...run(9_999, 0)] }),
      levels: flat,
      problem: runs,
    },
    {
      name: "a dictionary's numbers of 200 bits",
      bytes: page({ values: 2, encoding: RLE_DICTIONARY, body: [200, 0, 0] }),
      levels: flat,
      problem: runs,
    },
    {
      name: "a long run of yes",
      bytes: page({ values: 2, encoding: RLE, body: withLength(run(9_999, 1)) }),
      levels: flat,
      problem: runs,
    },
    {
      name: "differences in blocks of millions",
      bytes: page({ values: 2, encoding: DELTA, body: [...varint(128), ...varint(9_000_000), 2, 0] }),
      levels: flat,
      problem: runs,
    },
    {
      name: "differences in no blocks",
      bytes: page({ values: 2, encoding: DELTA, body: [...varint(128), 0, 2, 0] }),
      levels: flat,
      problem: runs,
    },
    {
      name: "a long run in the second kind of page",
      bytes: secondPage(2, run(9_999, 1), [1, 0, 0, 0]),
      levels: optional,
      problem: runs,
    },
    {
      name: "more values than are taken",
      bytes: page({ values: MAX_VALUES + 1, body: [0] }),
      levels: flat,
      problem: `a page of ${MAX_VALUES + 1} values`,
    },
    {
      name: "fewer than no values",
      bytes: page({ values: -1, body: [0] }),
      levels: flat,
      problem: "a page of -1 values",
    },
    {
      name: "a page beyond its column",
      bytes: page({ values: 2, body: [0], packed: 900 }),
      levels: flat,
      problem: "a page lies beyond its column",
    },
    {
      name: "a page of less than nothing",
      bytes: page({ values: 2, body: [0], packed: -5 }),
      levels: flat,
      problem: "a page lies beyond its column",
    },
    {
      name: "a page that unpacks to a gigabyte",
      bytes: page({ values: 2, body: [0], whole: 1_000_000_000 }),
      levels: flat,
      problem: "a page of 1000000000 bytes",
    },
  ])("$name", ({ bytes, levels, problem }) => expect(look(bytes, MAX_VALUES, levels)).toBe(problem))

  test("any bytes are told to be wrong, are told to be right, or are refused by the decoder's own error", () => {
    const chunk = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc
        .tuple(fc.constantFrom(page({ values: 8, body: withLength(run(8, 1)) })), fc.nat(30), fc.nat(255))
        .map(([bytes, at, byte]) => {
          const copy = Uint8Array.from(bytes)
          copy[at % copy.length] = byte
          return copy
        }),
    )
    fc.assert(
      fc.property(chunk, fc.constantFrom(flat, optional, list), (bytes, levels) => {
        try {
          const problem = pageProblem(bytes.slice().buffer, meta(100), levels)
          expect(problem === null || problem.length > 0).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})

describe("how deep columns are nested", () => {
  const leaf = (name: string, repetition_type: SchemaElement["repetition_type"]): SchemaElement =>
    ({ name, type: "INT32", repetition_type }) as SchemaElement
  const group = (
    name: string,
    num_children: number,
    repetition_type?: SchemaElement["repetition_type"],
  ): SchemaElement => ({ name, num_children, ...(repetition_type ? { repetition_type } : {}) }) as SchemaElement

  test("optional and repeated elements each are a level, required ones and the root are none", () => {
    const schema = [
      group("schema", 3),
      leaf("must", "REQUIRED"),
      leaf("may", "OPTIONAL"),
      group("objects", 1, "OPTIONAL"),
      group("bbox", 1, "OPTIONAL"),
      group("list", 1, "REPEATED"),
      leaf("element", "OPTIONAL"),
    ]
    expect([...levelsOf(schema)]).toEqual([
      ["must", { repetition: 0, definition: 0 }],
      ["may", { repetition: 0, definition: 1 }],
      ["objects.bbox.list.element", { repetition: 1, definition: 4 }],
    ])
  })

  test("a schema that claims more children than it has ends where it ends", () => {
    expect([...levelsOf([group("schema", 1_000_000_000), leaf("a", "OPTIONAL")]).keys()]).toEqual(["a"])
    expect([...levelsOf([])]).toEqual([])
  })
})
