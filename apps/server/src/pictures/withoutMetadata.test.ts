import { withoutMetadata } from "@justesse/api/withoutMetadata"
import sharp from "sharp"
import { describe, expect, test } from "vitest"

const EXIF = {
  IFD0: { Artist: "Somebody Famous", Copyright: "PLANTED" },
  IFD3: { GPSLatitudeRef: "N", GPSLatitude: "48/1 51/1 0/1" },
}

const drawn = () =>
  sharp({
    create: {
      width: 61,
      height: 43,
      channels: 3,
      noise: { type: "gaussian", mean: 128, sigma: 40 },
      background: "#fff",
    },
  })
    .withExif(EXIF)
    .withIccProfile("srgb")

const KINDS = [
  ["image/jpeg", () => drawn().jpeg().toBuffer()],
  ["image/jpeg", () => drawn().jpeg({ progressive: true }).toBuffer()],
  ["image/png", () => drawn().png().toBuffer()],
  ["image/webp", () => drawn().webp().toBuffer()],
] as const

describe("a picture on its way to annotators (found T27, U-09)", () => {
  test.each(KINDS)("%s loses what its file says of place and person, and no pixel", async (mediaType, make) => {
    const bytes = await make()
    expect(bytes.includes("PLANTED")).toBe(true)
    const plain = withoutMetadata(bytes, mediaType)
    expect(plain.includes("PLANTED") || plain.includes("Somebody")).toBe(false)
    const { exif, xmp, iptc, icc } = await sharp(plain).metadata()
    expect([exif, xmp, iptc]).toEqual([undefined, undefined, undefined])
    expect(icc).toEqual((await sharp(bytes).metadata()).icc)
    expect((await sharp(plain).raw().toBuffer()).equals(await sharp(bytes).raw().toBuffer())).toBe(true)
  })

  test("what stands behind the end of a JPEG stays behind, and a comment in it", async () => {
    const [, make] = KINDS[0]
    const bytes = await make()
    const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, 9]), Buffer.from("PLANTED")])
    const film = Buffer.concat([
      bytes.subarray(0, 2),
      comment,
      bytes.subarray(2),
      Buffer.from("a film with PLANTED places"),
    ])
    expect(withoutMetadata(film, "image/jpeg").equals(withoutMetadata(bytes, "image/jpeg"))).toBe(true)
  })

  test("what cannot be followed comes back as it is", async () => {
    const [, make] = KINDS[0]
    const bytes = await make()
    for (const broken of [bytes.subarray(0, 9), Buffer.from("GIF89a and so on"), Buffer.alloc(40)])
      for (const mediaType of ["image/jpeg", "image/png", "image/webp", "image/gif"])
        expect(() => withoutMetadata(broken, mediaType)).not.toThrow()
  })
})
