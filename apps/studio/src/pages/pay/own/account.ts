import { readIban } from "@justesse/work/pay/bankFile"

/** Whether an account looks like an IBAN and is none: one typed wrong would come back days later. */
export function isWrongIban(account: string): boolean {
  return /^\s*[A-Za-z]{2}\s?\d{2}/.test(account) && readIban(account) === null
}
