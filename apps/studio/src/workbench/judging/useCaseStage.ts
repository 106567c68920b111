import type { Box, Size } from "@justesse/types"
import type { Media } from "@justesse/types/wire/common"
import { useCallback, useEffect, useState } from "react"
import { CASE_VIEWS, type CaseLook, CaseStage, type CaseView } from "./CaseStage.ts"
import type { Sides } from "./sides.ts"

interface Given {
  readonly size: Size
  readonly media: Media
  readonly place: Box | null
  readonly sides: Sides
}

/** The picture of a case while its page is open: canvases, how it is looked at, and what the keys of the view do. */
export interface OpenPicture {
  readonly media: Media
  readonly place: Box | null
  readonly stage: CaseStage | null
  readonly caseLook: CaseLook
  readonly failed: boolean
  readonly again: () => void
  readonly choose: (view: CaseView) => void
  /** Does a command of the view; false for another one. */
  readonly act: (id: string) => boolean
}

/** Opens a case's picture; `given` must be the same object while it is the same case. */
export function useCaseStage(given: Given, first: CaseView): OpenPicture {
  const [stage, setStage] = useState<CaseStage | null>(null)
  const [caseLook, setLooked] = useState<CaseLook>({ view: first, layer: null })
  const [failed, setFailed] = useState(false)
  const [tries, setTries] = useState(0)
  useEffect(() => {
    const opened = new CaseStage(given, {
      caseLook: { view: first, layer: null },
      onPicture: (state) => setFailed(state === "failed"),
    })
    // As on the pages of a task and of a review: what is drawn lives as long as the page, and React must not make it twice.
    // eslint-disable-next-line react-hooks/set-state-in-effect
    setStage(opened)
    return () => opened.close()
  }, [given, first, tries])
  useEffect(() => stage?.show(caseLook), [stage, caseLook])
  const act = useCallback(
    (id: string) => {
      if (id === "review.view") setLooked(({ view }) => ({ view: nextView(view), layer: null }))
      else if (id === "review.flip") setLooked(flipped)
      else if (id === "review.fit") stage?.fit()
      else return false
      return true
    },
    [stage],
  )
  return {
    ...{ stage, caseLook, failed, act, media: given.media, place: given.place },
    again() {
      setFailed(false)
      setTries((count) => count + 1)
    },
    choose: (view) => setLooked({ view, layer: null }),
  }
}

function nextView(view: CaseView): CaseView {
  return CASE_VIEWS[(CASE_VIEWS.indexOf(view) + 1) % CASE_VIEWS.length] ?? "over"
}

/** Both, then one alone, then the other; beside each other they change places. */
function flipped({ view, layer }: CaseLook): CaseLook {
  if (view === "side") return { view, layer: layer === 1 ? null : 1 }
  return { view, layer: layer === null ? 0 : layer === 0 ? 1 : null }
}
