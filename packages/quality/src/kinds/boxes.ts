import { ofRegions } from "./regions.ts"

/** Where things are and what they are; a text that one carries is compared as an attribute of it. */
export const boxes = ofRegions({ readsText: false })
