import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { startWithAssetWords, withForms } from "../testing/assetWords.ts"
import { type AssetWord, formsOf, wordOfAssets } from "./assetWords.ts"
import { sentencesNow } from "./useT.ts"

const WORDS: readonly AssetWord[] = ["image", "audio", "video", "text", "file", "task"]
const FRENCH: Record<string, string> = {
  one: "{{count}} {{asset.one}} écarté{{asset.e}}",
  other: "{{count}} {{asset.many}} écarté{{asset.e}}s",
  all: "{{asset.All}} les {{asset.many}} sont là",
  of: "le nom {{asset.of}}, rien {{asset.to}}, pas {{asset.deMany}}, sur {{asset.whole}}, {{asset.this}}, d’{{asset.a}}",
  no: "{{asset.No}} {{asset.one}} : {{asset.they}}, d’entre {{asset.them}}",
}

beforeAll(() =>
  startWithAssetWords({ left_one: "{{count}} {{asset.one}} left", left_other: "{{count}} {{asset.many}} left" }),
)

describe("what assets are called", () => {
  it("follows what a project holds", () => {
    expect(wordOfAssets(["audio"])).toBe("audio")
    expect(wordOfAssets(["image", "image"])).toBe("image")
    expect(wordOfAssets(["image", "video", "text"])).toBe("file")
    expect(wordOfAssets([])).toBe("task")
  })

  it("has the forms that sentences ask for, in both languages", () => {
    for (const language of ["en", "fr"]) {
      const folder = join(import.meta.dirname, language)
      const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"))
      const asked = new Set(
        texts.flatMap((text) => [...text.matchAll(/\{\{asset\.(\w+)/g)].map(([, form]) => form ?? "")),
      )
      expect(asked.size).toBeGreaterThan(4)
      for (const word of WORDS)
        expect([...asked].filter((form) => formsOf(word, language)?.[form] === undefined)).toEqual([])
    }
  })

  it("takes its article in English", () => {
    const said = WORDS.map((word) => withForms("{{asset.A}}, {{asset.a}}, {{asset.many}}, {{asset.Title}}", word, "en"))
    expect(said).toEqual([
      "A picture, a picture, pictures, Images",
      "A recording, a recording, recordings, Recordings",
      "A video, a video, videos, Videos",
      "An article, an article, articles, Articles",
      "A file, a file, files, Files",
      "A task, a task, tasks, Tasks",
    ])
  })

  it.each([
    ["image", "1 image écartée", "2 images écartées", "Toutes les images sont là"],
    ["audio", "1 enregistrement écarté", "2 enregistrements écartés", "Tous les enregistrements sont là"],
    ["video", "1 vidéo écartée", "2 vidéos écartées", "Toutes les vidéos sont là"],
    ["text", "1 article écarté", "2 articles écartés", "Tous les articles sont là"],
    ["file", "1 fichier écarté", "2 fichiers écartés", "Tous les fichiers sont là"],
    ["task", "1 tâche écartée", "2 tâches écartées", "Toutes les tâches sont là"],
  ] as const)("agrees with %s in French", (word, one, two, all) => {
    const say = (key: string) => withForms(FRENCH[key] ?? "", word, "fr")
    expect([say("one").replace("{{count}}", "1"), say("other").replace("{{count}}", "2"), say("all")]).toEqual([
      one,
      two,
      all,
    ])
  })

  it("elides before a vowel in French, and not before another letter", () => {
    expect([withForms(FRENCH["of"] ?? "", "audio", "fr"), withForms(FRENCH["no"] ?? "", "audio", "fr")]).toEqual([
      "le nom de l’enregistrement, rien à l’enregistrement, pas d’enregistrements, sur tout l’enregistrement, cet enregistrement, d’un enregistrement",
      "Aucun enregistrement : ils, d’entre eux",
    ])
    expect([withForms(FRENCH["of"] ?? "", "file", "fr"), withForms(FRENCH["no"] ?? "", "video", "fr")]).toEqual([
      "le nom du fichier, rien au fichier, pas de fichiers, sur tout le fichier, ce fichier, d’un fichier",
      "Aucune vidéo : elles, d’entre elles",
    ])
  })
})

describe("a sentence", () => {
  it("takes the forms beside its own values", () => {
    const t = sentencesNow("test")
    expect([t("left", { count: 1 }), t("left", { count: 3 })]).toEqual(["1 picture left", "3 pictures left"])
  })
})
