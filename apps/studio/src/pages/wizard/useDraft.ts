import type { DraftShown, ProjectDraft } from "@justesse/types/wire/project"
import { useEffect, useRef, useState } from "react"
import { api, queryClient, refresh, trpc } from "../../api.ts"
import { useLanguage } from "../../i18n/useT.ts"
import { readWizardParams } from "../../search.ts"
import { keepHere, readHere } from "../../shell/browserKeeps.ts"
import { rebased, same } from "../../ui/useForm.ts"
import { useSearchParams } from "../../ui/useSearchParams.ts"
import { firstDraft } from "./templates.ts"

const WAIT_MS = 400
const KEY = "justesse.newProject"

function keptHere(): ProjectDraft | null {
  const text = readHere(KEY)
  try {
    // Written by this page alone; the server checks it before it is stored.
    return text === null ? null : (JSON.parse(text) as ProjectDraft)
  } catch {
    return null
  }
}

/** It is kept on the server too, once the project has a name. */
function keepDraft(draft: ProjectDraft | null): void {
  keepHere(KEY, draft && JSON.stringify(draft))
}

export interface DraftWork {
  readonly draft: ProjectDraft
  /** What the server knows about it: pictures, what is missing; null until the project exists. */
  readonly shown: DraftShown | null
  readonly project: string | null
  /** The draft is the project's own, not one that a new page begins with. */
  readonly ready: boolean
  readonly savedAtMs: number | null
  readonly error: unknown
  readonly change: (part: Partial<ProjectDraft>) => void
  /** Makes sure that the project exists and holds the draft as it is, and gives its address name. */
  readonly ensure: () => Promise<string>
}

/** The wizard's form: kept in this browser at each keystroke, and on the server as soon as the project has a name. */
export function useDraft(): DraftWork {
  const language = useLanguage()
  const [searchParams, setSearchParams] = useSearchParams(readWizardParams)
  const project = searchParams.project ?? null
  const [draft, setDraft] = useState<ProjectDraft>(() => keptHere() ?? firstDraft(language))
  const [shown, setShown] = useState<DraftShown | null>(null)
  const [read, setRead] = useState<string | null>(null)
  const [savedAtMs, setSavedAtMs] = useState<number | null>(null)
  const [error, setError] = useState<unknown>(null)
  const saves = useRef<Promise<unknown>>(Promise.resolve())
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const latest = useRef(draft)
  // The project as the server last said it and the form took it over: what differs from it was written here.
  const base = useRef<ProjectDraft | null>(null)
  const sends = useRef(0)
  const made = useRef<string | null>(null)
  const making = useRef<Promise<string> | null>(null)
  // The form as the server has it, with what was written since `sent`.
  const follow = (sent: ProjectDraft, saved: ProjectDraft) => {
    latest.current = rebased(sent, latest.current, saved)
    base.current = saved
    setDraft(latest.current)
  }
  useEffect(() => {
    if (project === null) return
    let gone = false
    // What this page made itself is newer here: people go on typing while it is made.
    let known = made.current === project
    const load = () => {
      const before = sends.current
      return queryClient.fetchQuery(trpc.project.draft.queryOptions({ project }, { staleTime: 0 })).then(
        (answer) => {
          if (gone) return
          setShown(answer)
          if (known) {
            // Labels come in with files, and other pages change the project; what is being written here stays.
            if (before === sends.current && base.current && same(latest.current, base.current)) {
              follow(latest.current, answer.draft)
            }
            return
          }
          known = true
          setError(null)
          follow(latest.current, answer.draft)
          setRead(project)
        },
        (thrown: unknown) => !gone && setError(thrown),
      )
    }
    void load()
    // Pictures come in while the page is open.
    const again = setInterval(() => void load(), 4_000)
    return () => {
      gone = true
      clearInterval(again)
    }
  }, [project])
  const send = async (slug: string, sent: ProjectDraft): Promise<void> => {
    sends.current++
    try {
      // What was written here, done to the project as it is now: other pages may have changed the rest.
      const { draft: now } = await api.project.draft.query({ project: slug })
      const asked = base.current ? rebased(base.current, sent, now) : sent
      const answer = await api.project.saveDraft.mutate({ project: slug, draft: asked })
      setShown(answer)
      follow(sent, answer.draft)
      setSavedAtMs(Date.now())
      setError(null)
    } catch (thrown) {
      setError(thrown)
    } finally {
      sends.current++
    }
  }
  // One after the other, so that none overtakes a newer one.
  const save = (slug: string, sent: ProjectDraft): Promise<void> => {
    const mine = saves.current.then(() => send(slug, sent))
    saves.current = mine
    return mine
  }
  const change = (part: Partial<ProjectDraft>) => {
    latest.current = { ...latest.current, ...part }
    setDraft(latest.current)
    const slug = project ?? made.current
    if (slug === null) {
      keepDraft(latest.current)
      return
    }
    clearTimeout(timer.current)
    // What it is now, of this project: another may be open by then.
    const sent = latest.current
    timer.current = setTimeout(() => void save(slug, sent), WAIT_MS)
  }
  const make = async (): Promise<string> => {
    const sent = latest.current
    const { project: slug } = await api.project.create.mutate({ draft: sent })
    follow(sent, (await api.project.draft.query({ project: slug })).draft)
    made.current = slug
    setRead(slug)
    keepDraft(null)
    setSavedAtMs(Date.now())
    setSearchParams({ project: slug })
    await refresh("account", "project")
    if (!same(latest.current, base.current)) await save(slug, latest.current)
    return slug
  }
  const ensure = async (): Promise<string> => {
    clearTimeout(timer.current)
    const slug = project ?? made.current
    if (slug !== null) {
      await save(slug, latest.current)
      return slug
    }
    // Asked twice while it is made, it is made once.
    making.current ??= make().finally(() => {
      making.current = null
    })
    return making.current
  }
  return { draft, shown, project, ready: project === null || read === project, savedAtMs, error, change, ensure }
}
