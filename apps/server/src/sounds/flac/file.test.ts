import { readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { FLACDecoder } from "@wasm-audio-decoders/flac"
import { afterEach, expect, test } from "vitest"
import { FlacFile } from "./file.ts"

const path = join(tmpdir(), `justesse-flac-${process.pid}.flac`)
afterEach(() => rm(path, { force: true }))

/** Values that are the same each time, from a seed. */
function noise(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    return state / 2 ** 31
  }
}

const whole = (length: number, value: (i: number) => number) => Int16Array.from({ length }, (_, i) => value(i))

async function written(channels: readonly Int16Array[], sampleRate: number, step = 1_000): Promise<Buffer> {
  const length = channels[0]?.length ?? 0
  const file = await FlacFile.create(path, { sampleRate, channels: channels.length === 1 ? 1 : 2, expected: length })
  for (let at = 0; at < length; at += step) await file.write(channels.map((one) => one.subarray(at, at + step)))
  const bytes = await file.finish()
  const body = await readFile(path)
  expect(body.length).toBe(bytes)
  return body
}

async function decoded(body: Uint8Array): Promise<{ sampleRate: number; channels: Int16Array[] }> {
  const decoder = new FLACDecoder()
  await decoder.ready
  const { channelData, sampleRate, errors } = await decoder.decodeFile(body)
  decoder.free()
  expect(errors).toEqual([])
  // That decoder has 1 for the highest sample.
  const toWhole = (samples: Float32Array) => Int16Array.from(samples, (value) => Math.round(value * 32_767))
  return { sampleRate, channels: channelData.map(toWhole) }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Int16Array) => Buffer.from(buffer, byteOffset, byteLength)
const isSame = (one: Int16Array | undefined, other: Int16Array) =>
  one !== undefined && bytesOf(one).equals(bytesOf(other))

const random = noise(7)
const CASES: { readonly what: string; readonly rate: number; readonly channels: readonly Int16Array[] }[] = [
  { what: "one sample", rate: 8_000, channels: [Int16Array.of(-5)] },
  { what: "silence", rate: 16_000, channels: [new Int16Array(9_000)] },
  { what: "a tone", rate: 44_100, channels: [whole(50_001, (i) => Math.round(Math.sin(i / 20) * 20_000))] },
  { what: "noise at full scale", rate: 11_025, channels: [whole(20_000, () => Math.round(random() * 32_767))] },
  {
    what: "the two ends of the scale by turns",
    rate: 48_000,
    channels: [whole(8_192, (i) => (i % 2 ? 32_767 : -32_768))],
  },
  {
    what: "two channels that are much the same",
    rate: 48_000,
    channels: [0, 1].map((c) => whole(30_000, (i) => Math.round(Math.sin(i / 31) * 9_000 + random() * 20 * c))),
  },
  {
    what: "two channels that have nothing to do with each other, at opposite ends",
    rate: 96_000,
    channels: [
      whole(10_000, () => 32_767),
      whole(10_000, (i) => (i % 3 === 0 ? -32_768 : Math.round(random() * 3_000))),
    ],
  },
]

test.each(CASES)("$what comes back from a decoder of others to the sample", async ({ rate, channels }) => {
  const { sampleRate, channels: back } = await decoded(await written(channels, rate))
  expect(sampleRate).toBe(rate)
  expect(back.length).toBe(channels.length)
  for (const [i, samples] of channels.entries()) expect(isSame(back[i], samples)).toBe(true)
})

test("frames are numbered beyond two thousand, and the head says where to go for each five seconds", async () => {
  const rate = 8_000
  const seconds = 1_060
  const samples = whole(rate * seconds, (i) => (i % rate === 0 ? 20_000 : Math.round(random() * 3)))
  const body = await written([samples], rate, 65_536)
  expect(isSame((await decoded(body)).channels[0], samples)).toBe(true)
  expect(Number(body.readBigUInt64BE(18) & 0xfffffffffn)).toBe(samples.length)
  const points = body.readUIntBE(43, 3) / 18
  const first = 46 + points * 18
  for (let i = 0; i < points; i++) {
    const sample = body.readBigUInt64BE(46 + i * 18)
    if (sample === 0xffffffffffffffffn) continue
    const at = first + Number(body.readBigUInt64BE(46 + i * 18 + 8))
    expect(body.readUInt16BE(at)).toBe(0xfff8)
    // A frame begins with its number, as UTF-8 has characters.
    const number = Number(sample) / 4_096
    const bytes = number < 0x80 ? 1 : number < 0x800 ? 2 : 3
    expect(body.toString("utf8", at + 4, at + 4 + bytes).codePointAt(0)).toBe(number)
  }
  expect(body.readBigUInt64BE(46)).toBe(0n)
  expect(Number(body.readBigUInt64BE(46 + 100 * 18))).toBeGreaterThan(100 * 5 * rate)
})
