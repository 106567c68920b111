import { documentOf, historyOf, openEditing, stepEditing } from "@justesse/editor"
import { guide } from "@justesse/editor/testing/labelling"
import { boxShape, Label, RegionId, type WorkRegion } from "@justesse/types"
import i18next from "i18next"
import { expect, test } from "vitest"
import { CanvasEngine } from "../../canvas/engine.ts"
import { loadKind } from "../kinds/list.ts"
import { showOnCanvas } from "./showOnCanvas.ts"
import { TaskModel } from "./task.ts"

const crate = Label.parse({
  ...{ id: "crate", name: { en: "crate", fr: "caisse" }, color: "#e69f00", key: null, hasText: false },
  ...{ attributes: [], retired: false },
})

test("captions speak the language of the page as it is when they are drawn", async () => {
  await i18next.init({ lng: "en", resources: {} })
  const geometry = boxShape({ x: 10, y: 10, width: 60, height: 40 })
  const offered = {
    id: RegionId.parse("b"),
    geometry,
    label: crate.id,
    origin: { source: "model" as const, score: 0.97 },
  }
  const regions: WorkRegion[] = [
    { id: RegionId.parse("a"), geometry, label: crate.id },
    { ...offered, proposed: true as const },
  ]
  const editing = openEditing({
    history: historyOf(documentOf({ regions, nothingHere: false })),
    ontology: { labels: [crate] },
    kind: "boxes",
    size: { width: 400, height: 300 },
    shapes: ["box"],
    readOnly: null,
  })
  const model: TaskModel = new TaskModel(editing, (act) => model.follow(stepEditing(model.snapshot, act).editing))
  const engine = new CanvasEngine(
    { editable: true, mode: "objects", minSidePx: 3, opening: "fit", hooks: {} },
    model.scene,
  )
  showOnCanvas(engine, model, {
    guide: { ...guide, ontology: { labels: [crate] } },
    kind: await loadKind("boxes"),
    boxClicks: "corners",
  })
  expect([engine.captionText(0), engine.captionText(1)]).toEqual(["1 crate", "2 crate .97"])
  // It was chosen, or came with the person's account, after the picture.
  await i18next.changeLanguage("fr")
  expect([engine.captionText(0), engine.captionText(1)]).toEqual(["1 caisse", "2 caisse 0,97"])
})
