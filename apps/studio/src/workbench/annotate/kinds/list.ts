import type { ProjectKind } from "@justesse/types"
import { reachServer } from "../../../shell/upgrade/newVersion.ts"
import type { KindOnPage } from "./contract.ts"

/** Where each kind's part of the page is. It is fetched with the first task of its kind. A kind that is forgotten here does not compile. */
const PARTS: { readonly [K in ProjectKind]: () => Promise<KindOnPage> } = {
  boxes: async () => (await import("./boxes.tsx")).boxes,
  transcription: async () => (await import("./transcription.tsx")).transcription,
  comparison: async () => (await import("./comparison.tsx")).comparison,
  rating: async () => (await import("./rating.tsx")).rating,
  form: async () => (await import("./form.tsx")).form,
  audio: async () => (await import("./audio.tsx")).audio,
  verification: async () => (await import("./verification.tsx")).verification,
  classification: async () => (await import("./classification.tsx")).classification,
}

/** Fetches what the page shows and does for a kind. Where it does not come, it may be that another build is served: that is looked at. */
export async function loadKind(kind: ProjectKind): Promise<KindOnPage> {
  try {
    return await PARTS[kind]()
  } catch (cause) {
    void reachServer()
    throw cause
  }
}
