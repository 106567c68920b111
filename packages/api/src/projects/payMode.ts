import type { PayMode } from "@justesse/types"

/** How the people of a project are paid. No project says so yet: what is there counts as salaried. */
export function payModeOf(): PayMode {
  return "salaried"
}
