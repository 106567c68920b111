import { KEYS_PATH, WITHDRAWN_PATH } from "@justesse/types/records/claims"
import { useQuery } from "@tanstack/react-query"
import { useCallback, useRef, useState } from "react"
import { z } from "zod"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { Icon } from "../../theme/Icon.tsx"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Command } from "../../ui/Copy.tsx"
import { type Checked, checkRecord, type Keys, MOST_BYTES, readKeys } from "./check.ts"
import { hostOf, shortKey } from "./lines.ts"
import css from "./page.module.css"
import { Sheet } from "./Sheet.tsx"

const Withdrawn = z.object({ issuer: z.string(), withdrawn: z.array(z.string()) })

/** What this studio publishes: fetched once, before anybody chose a file, so that nothing that is asked depends on one. */
async function published(): Promise<{ keys: Keys; withdrawn: readonly string[] }> {
  const [keys, list] = await Promise.all(
    [KEYS_PATH, WITHDRAWN_PATH].map(async (path) => (await fetch(path, { cache: "no-cache" })).json()),
  )
  return { keys: await readKeys(keys), withdrawn: Withdrawn.parse(list).withdrawn }
}

/** A file that somebody gave, or the record that the code on a printed page holds. */
interface Given {
  readonly name: string
  readonly text: string
}

function givenByAddress(): Given | null {
  const text = window.location.hash.slice(1)
  return text === "" ? null : { name: "", text }
}

/** Where anybody checks a record of work. The file is read in this browser and sent nowhere. */
export function VerifyPage() {
  const t = useT("records")
  const [given, setGiven] = useState(givenByAddress)
  const [more, setMore] = useState<Keys | null>(null)
  const known = useQuery({
    queryKey: ["published keys"],
    queryFn: published,
    enabled: hasSignatures(),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  })
  const checked = useChecked(given, known.data, more)
  usePageName(t("verify"))
  return (
    <>
      <h1>{t("verify")}</h1>
      <p className="lead plain-lead">{t("verifyLead")}</p>
      <div className={measures.above16}>
        <FileField
          label={t("fileLabel")}
          empty={t("dropHere")}
          given={given}
          onGive={(name, text) => setGiven({ name, text })}
        />
      </div>
      {given && known.isError && <Verdict tone="need" title={t("noKeys")} text={t("noKeysText")} />}
      {given && checked && <Result checked={checked} onKeys={setMore} />}
      <h2>{t("without")}</h2>
      <Command text={`justesse-verify-record ${given?.name || "record.jws"} --key justesse-keys.json`} />
      <p className={`dim ${measures.above8}`}>
        {t("withoutText")} <a href={KEYS_PATH}>{t("keysHere")}</a>
      </p>
    </>
  )
}

/** A page that came over plain http from another computer has no signatures. */
function hasSignatures(): boolean {
  return "subtle" in crypto && crypto.subtle !== undefined
}

/** What is true of what was given; null until it is known. */
function useChecked(given: Given | null, known: Awaited<ReturnType<typeof published>> | undefined, more: Keys | null) {
  const keys: Keys = new Map([...(known?.keys ?? []), ...(more ?? [])])
  const check = async (text: string): Promise<Checked> =>
    hasSignatures() ? checkRecord(text, keys, known?.withdrawn ?? []) : { state: "insecure" }
  const { data } = useQuery({
    queryKey: ["checked record", given?.text ?? "", [...keys.keys()].join(" ")],
    queryFn: () => check(given?.text ?? ""),
    enabled: given !== null && (known !== undefined || !hasSignatures()),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return given === null ? null : (data ?? null)
}

interface FileFieldProps {
  readonly label: string
  readonly empty: string
  readonly given: Given | null
  readonly onGive: (name: string, text: string) => void
}

/** A file that is dropped or chosen, as text; of a large one only the beginning is read, which is no record. */
function FileField({ label, empty, given, onGive }: FileFieldProps) {
  const t = useT("records")
  const format = useFormat()
  const [over, setOver] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const read = useCallback(
    (file: File | undefined) => {
      if (file)
        void file
          .slice(0, MOST_BYTES)
          .text()
          .then((text) => onGive(file.name, text))
    },
    [onGive],
  )
  return (
    // What can be dropped here can be chosen with the button.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className={`${css.drop}${over ? " dropping" : ""}`}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        read(event.dataTransfer.files[0])
      }}
    >
      <Icon name="record" />
      <span>
        {given === null ? empty : given.name === "" ? t("fromCode") : given.name}{" "}
        {given !== null && <span className="dim nw">{format.bytes(given.text.length)}</span>}
      </span>
      <input
        ref={input}
        type="file"
        className={css.hiddenFile}
        aria-label={label}
        tabIndex={-1}
        onChange={(event) => {
          read(event.currentTarget.files?.[0])
          event.currentTarget.value = ""
        }}
      />
      <Button onClick={() => input.current?.click()}>{t(given === null ? "chooseFile" : "anotherFile")}</Button>
    </div>
  )
}

type Tone = "good" | "loss" | "need"

function Verdict({ tone, title, text }: { readonly tone: Tone; readonly title: string; readonly text: string }) {
  return (
    <div className={`${css.verdict} ${css[tone]}`} role="status">
      <Icon name={tone === "good" ? "check" : "warning"} />
      <span>
        <strong>{title}</strong>
        <br />
        {text}
      </span>
    </div>
  )
}

function Result({ checked, onKeys }: { readonly checked: Checked; readonly onKeys: (keys: Keys) => void }) {
  const t = useT("records")
  const format = useFormat()
  if (checked.state === "signed" || checked.state === "withdrawn") {
    const { state, issuer, key, claims, number, signedAtMs } = checked
    const at = hostOf(issuer)
    const foot = t("signedOn", { time: format.dateTime(signedAtMs), key: shortKey(key), at, number })
    return (
      <>
        <Verdict
          tone={state === "signed" ? "good" : "loss"}
          title={t(`verdict.${state}`, { at })}
          text={t(`verdictText.${state}`, { key: shortKey(key) })}
        />
        <Sheet claims={claims} issuer={issuer} foot={foot} />
      </>
    )
  }
  if (checked.state !== "unknown_key")
    return (
      <Verdict
        tone={checked.state === "insecure" ? "need" : "loss"}
        title={t(`verdict.${checked.state}`)}
        text={t(`verdictText.${checked.state}`)}
      />
    )
  const { issuer, key } = checked
  const values = { at: issuer === "" ? "?" : hostOf(issuer), key: shortKey(key), path: KEYS_PATH }
  return (
    <>
      <Verdict tone="need" title={t("verdict.unknown_key", values)} text={t("verdictText.unknown_key", values)} />
      <KeyField onKeys={onKeys} />
    </>
  )
}

/** Keys of another studio, from a file: this page asks no other address. */
function KeyField({ onKeys }: { readonly onKeys: (keys: Keys) => void }) {
  const t = useT("records")
  const [given, setGiven] = useState<Given | null>(null)
  const [empty, setEmpty] = useState(false)
  const give = (name: string, text: string) => {
    setGiven({ name, text })
    void readKeys(parseOrNull(text)).then((keys) => {
      setEmpty(keys.size === 0)
      onKeys(keys)
    })
  }
  return (
    <>
      <FileField label={t("keyFileLabel")} empty={t("dropKeys")} given={given} onGive={give} />
      {empty && <p className={`loss ${measures.above8}`}>{t("noKeyInFile")}</p>}
    </>
  )
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
