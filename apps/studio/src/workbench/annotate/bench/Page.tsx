import { useEffect, useState } from "react"
import type { PictureShelf } from "../model/pictureShelf.ts"
import { TaskScreen } from "../Screen.tsx"
import { exposeBench } from "./expose.ts"
import { BENCH_PROJECT, benchShelf, benchTransport, readBench } from "./task.ts"

const bench = readBench(new URLSearchParams(window.location.search))
const nothingKept = { read: async () => null, write: async () => {}, forget: async () => {} }
const noAddress = () => {}

/** `/bench/canvas?n=&w=&h=&img=&seed=`: the real task page over a transport that keeps nothing (benches only). */
export function BenchPage() {
  const [ready, setReady] = useState<{ shelf: PictureShelf; transport: ReturnType<typeof benchTransport> } | null>(null)
  useEffect(() => {
    void benchShelf(bench).then(({ shelf, images }) => setReady({ shelf, transport: benchTransport(bench, images) }))
  }, [])
  if (!ready) return null
  return (
    <TaskScreen
      assignment={null}
      keyCaps
      leftHanded={false}
      local={nothingKept}
      onBench={(opened) => exposeBench(opened, bench)}
      onTask={noAddress}
      openPalette={noAddress}
      project={BENCH_PROJECT}
      shelf={ready.shelf}
      transport={ready.transport}
    />
  )
}
