import { ProjectSlug } from "@justesse/types"
import { expect, test } from "vitest"
import { together } from "./together.ts"

test("projects with the same people to write to stand together under all their names (found B28)", () => {
  const lea = { name: "Léa", email: "lea@example.org" }
  const of = (name: string, reviewers: readonly (typeof lea)[] = []) => ({
    ...{ project: ProjectSlug.parse(name.toLowerCase()), name, owners: [lea], reviewers: [...reviewers] },
  })
  expect(together([of("Cells"), of("Leaves", [lea]), of("Streets")])).toMatchObject([
    { names: ["Cells", "Streets"], owners: [lea], reviewers: [] },
    { names: ["Leaves"], reviewers: [lea] },
  ])
  expect(together([])).toEqual([])
})
