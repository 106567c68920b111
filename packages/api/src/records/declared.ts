import { JustesseError } from "@justesse/types"
import { findUndeclared } from "@justesse/types/records/register"
import type { AnyRouter } from "@trpc/server"
import type { z } from "zod"
import type { Meta } from "../core/trpc.ts"
import { fieldsOf } from "./fields.ts"

/** What the router keeps of a procedure. */
interface Kept {
  readonly _def: { readonly meta?: Meta; readonly inputs?: readonly z.ZodType[] }
}

/** Whether somebody who only annotates, or who is not in yet, may call it. */
function isForAnnotators({ may }: Meta): boolean {
  return may === "anyone" || may === "person" || (Array.isArray(may) && may.includes("annotator"))
}

/**
 * Fields that an annotator's browser could send and that the register of what is measured does not know, by procedure. It is empty,
 * or the register says less than is true: then the server takes no such call.
 */
export function undeclaredIn(router: AnyRouter): ReadonlyMap<string, readonly string[]> {
  const procedures = Object.entries(router._def.procedures as Readonly<Record<string, Kept>>) // flat, by path
  const found = procedures.map(([path, { _def }]) => {
    const fields = _def.meta && isForAnnotators(_def.meta) ? (_def.inputs ?? []).flatMap(fieldsOf) : []
    return [path, findUndeclared(path, [...new Set(fields)])] as const
  })
  return new Map(found.filter(([, fields]) => fields.length > 0))
}

/**
 * What is not in the register of what is measured is taken from nobody (2f): a procedure that would take more is refused whole.
 * @throws JustesseError invalid_input with the first such field
 */
export function refuseUndeclared(undeclared: ReadonlyMap<string, readonly string[]>, paths: readonly string[]): void {
  if (undeclared.size === 0) return
  const field = paths.map((path) => undeclared.get(path)?.[0]).find((one) => one !== undefined)
  if (field !== undefined) throw new JustesseError("invalid_input", { field, rule: "not in the register" })
}
