import { EMAIL, MIN_PASSWORD } from "@justesse/types/signIn"

/** What is wrong with what was typed into a field; null where nothing is. */
export type Fault = "empty" | "more" | "email" | "url" | "short" | null

/** Of an amount that is typed: it must be more than nought. */
export const amountFault = (typed: string | number): Fault =>
  String(typed).trim() === "" ? "empty" : Number(typed) > 0 ? null : "more"

export const neededFault = (text: string): Fault => (text.trim() === "" ? "empty" : null)

/** Of an address that may be left out: empty is fine. */
export const emailMaybeFault = (text: string): Fault => (text.trim() === "" || EMAIL.test(text.trim()) ? null : "email")

export const emailFault = (text: string): Fault => neededFault(text) ?? emailMaybeFault(text)

export function urlFault(text: string): Fault {
  if (text.trim() === "") return "empty"
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null
  return url && ["http:", "https:"].includes(url.protocol) && url.hostname !== "" ? null : "url"
}

export const newPasswordFault = (text: string): Fault => (text.length < MIN_PASSWORD ? "short" : null)
