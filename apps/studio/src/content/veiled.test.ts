import type { Me } from "@justesse/types/wire/account"
import { describe, expect, test } from "vitest"
import { picturesShown, veiledFor } from "./veiled.ts"

/** Somebody whose projects hold these classes, by name. */
const me = (content: Readonly<Record<string, readonly string[]>>, contentShown?: boolean) =>
  ({
    person: { preferences: { contentShown } },
    projects: Object.entries(content).map(([project, classes]) => ({ project, content: classes })),
  }) as unknown as Me

describe("pictures that may hold declared content", () => {
  const mine = me({ skin: ["medical"], news: ["violence", "medical"], cars: [] })

  test("are blurred in their project, and wherever pictures of several are seen", () => {
    expect(veiledFor(mine, "skin")).toEqual(["medical"])
    expect(veiledFor(mine, "")).toEqual(["medical", "violence", "medical"])
    expect(veiledFor(mine, "cars")).toEqual([])
  })

  test("are seen at once by whoever chose that, and before anybody is known", () => {
    expect(veiledFor(me({ skin: ["medical"] }, true), "skin")).toEqual([])
    expect(veiledFor(me({ skin: ["medical"] }, false), "skin")).toEqual(["medical"])
    expect(veiledFor(undefined, "skin")).toEqual([])
  })

  test("are named once for each project that holds them, and no other project's are", () => {
    const three = me({ skin: ["medical", "nudity"], wards: ["medical"], cars: [] })
    expect(veiledFor(three, "wards")).toEqual(["medical"])
    expect(veiledFor(three, "")).toEqual(["medical", "nudity", "medical"])
    expect(veiledFor(three, "unknown")).toEqual([])
  })

  test("are blurred until they are shown", () => {
    expect(picturesShown.getState()).toBe(false)
    picturesShown.setState(true)
    expect(picturesShown.getState()).toBe(true)
    picturesShown.setState(false)
  })
})
