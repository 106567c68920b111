import { ProjectKind } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { beginKind, ownForms, throughForm } from "../support/kindForms.ts"
import { openShell } from "./shell.ts"

describe.each(ProjectKind.options)("%s", (kind) => {
  test("goes out in its own forms and makes an equal project of its kind again, by the command line", async () => {
    const shell = openShell(`forms-${kind}`)
    const run = (...words: readonly string[]) => shell.json(0, ...words)
    const { folder } = shell
    const { manifest, said } = await beginKind(run, { folder, kind, assets: 3, each: 3 })
    const forms = await ownForms(kind, manifest)
    const first = await throughForm(run, { folder, kind, form: forms[0] ?? "" }, said)
    expect(first).toEqual({ form: forms[0], told: [], differing: [] })
    const general = forms.find((form) => form === "label-studio")
    if (!general || general === forms[0]) return
    const trip = await throughForm(run, { folder, kind, form: general }, said)
    if (trip.told.length === 0) expect(trip.differing).toEqual([])
  }, 120_000)
})
