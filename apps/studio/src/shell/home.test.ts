import type { Me } from "@justesse/types/wire/account"
import { expect, test } from "vitest"
import { homeOf } from "./home.ts"

/** Somebody with these roles, each in a project of its own; what they used last is not kept here. */
const me = (...roles: readonly string[]) =>
  ({ person: { operator: false }, studio: {}, projects: roles.map((role) => ({ roles: [role] })) }) as unknown as Me

test.each([
  { roles: ["reviewer"], home: "/review" },
  { roles: ["annotator"], home: "/work" },
  { roles: ["annotator", "reviewer"], home: "/work" },
  { roles: ["owner", "reviewer"], home: "/projects" },
  { roles: [], home: "/projects" },
])("the first page of $roles is $home (found P10)", ({ roles, home }) => {
  expect(homeOf(me(...roles))).toBe(home)
})
