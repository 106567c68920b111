import { afterAll } from "vitest"
import { removeFolders } from "./folders.ts"

// Vitest runs this before each file of tests, so it comes after all hooks of that file: servers have stopped by then.
afterAll(removeFolders)
