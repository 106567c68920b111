import { build, type InlineConfig, type Plugin, type Rolldown } from "vite"
import { type BuiltFile, findCircle, joinParts } from "./parts.ts"

const isScript = (one: Rolldown.OutputChunk | Rolldown.OutputAsset): one is Rolldown.OutputChunk => one.type === "chunk"

function describe(script: Rolldown.OutputChunk): BuiltFile {
  const { fileName, code, moduleIds, imports, dynamicImports } = script
  const asked = script.isEntry ? "entry" : script.isDynamicEntry ? "later" : null
  return { fileName, asked, size: code.length, moduleIds, imports, dynamicImports }
}

/** Builds the studio once without writing it, to see what needs what, and says which modules come in one file. */
export async function findParts(config: InlineConfig): Promise<ReadonlyMap<string, string>> {
  const once = await build({ ...config, configFile: false, logLevel: "error", build: { write: false, minify: false } })
  const outputs = "output" in once ? [once] : Array.isArray(once) ? once : []
  return joinParts(outputs.flatMap(({ output }) => output.filter(isScript).map(describe)))
}

/** A build in which two files need each other is none: which of the two runs first would be chance. */
export function refuseCircles(): Plugin {
  return {
    name: "justesse-no-circles",
    apply: "build",
    generateBundle(_options, bundle) {
      const circle = findCircle(Object.values(bundle).filter(isScript))
      if (circle) this.error(`These files of the build need each other: ${circle.join(" → ")}`)
    },
  }
}
