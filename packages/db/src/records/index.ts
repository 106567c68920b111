export * from "./issued.ts"
export * from "./issuerKey.ts"
export * from "./knownWork.ts"
