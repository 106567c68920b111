import { expect, test } from "vitest"
import { readTolerances } from "./tolerances.ts"

const FIXED = { chance_p: 0.05, replayed: 0 }

test.each([
  ["Each edge lies within 12 px of what the box is for.", { edge_px: 12 }],
  ["Chaque bord à 1,5 pixel près.", { edge_px: 1.5 }],
  ["Boxes overlap by IoU of at least 0.8.", { iou: 0.8 }],
  ["Un recouvrement d'au moins 85 %.", { iou: 0.85 }],
  ["At most 2 % of the characters may differ.", { cer: 0.02 }],
  ["Begins within 200 ms.", { boundary_ms: 200 }],
  ["Draw tight.", {}],
  ["Write the price with a comma: 12,50 €.", {}],
])("a clause that says “%s” allows %o", (text, allowed) => {
  expect(readTolerances([text])).toEqual({ ...FIXED, ...allowed })
})

test("of several bounds the one that allows most holds", () => {
  expect(readTolerances(["Within 4 px, in a crowd 12 px. IoU 0.9.", "IoU 0,7."])).toEqual({
    ...FIXED,
    edge_px: 12,
    iou: 0.7,
  })
})
