import { asFailure } from "../../failures/thrown.ts"

interface SentPicture {
  readonly sha256: string
  /** Where this page can show it until the guideline is read again. */
  readonly address: string
}

/** Sends a picture for the guideline; the server answers with its hash. */
export async function sendPicture(project: string, file: File): Promise<SentPicture> {
  const answer = await fetch(`/upload/${project}/guideline?name=${encodeURIComponent(file.name)}`, {
    method: "PUT",
    body: file,
  })
  const body: unknown = await answer.json().catch(() => null)
  const sha256 = typeof body === "object" && body !== null && "sha256" in body ? body.sha256 : null
  if (!answer.ok || typeof sha256 !== "string") {
    const inner = typeof body === "object" && body !== null && "failure" in body ? body.failure : body
    throw Object.assign(new Error("picture"), {
      failure: asFailure(inner) ?? { code: "picture_broken", detail: { file: file.name } },
    })
  }
  return { sha256, address: URL.createObjectURL(file) }
}
