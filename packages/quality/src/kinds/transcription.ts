import { ofRegions } from "./regions.ts"

/** What lines say: people agree where they read the same, and their votes weigh by how well they read. */
export const transcription = ofRegions({ readsText: true })
