import type { KubernetesObject } from "./render.ts";

/** A check's findings about the objects, one per line. */
export type Check = { name: string; run: (objects: readonly KubernetesObject[]) => string[] };

export type Json = Record<string, unknown>;
export const at = (value: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>((from, key) => (from as Json | undefined)?.[key], value);
export const listAt = (value: unknown, ...path: string[]): Json[] => (at(value, ...path) as Json[] | undefined) ?? [];

export const titleOf = ({ kind, metadata }: KubernetesObject): string => `${kind}/${metadata.name}`;
export const ofKind = (objects: readonly KubernetesObject[], ...kinds: string[]): KubernetesObject[] =>
  objects.filter(({ kind }) => kinds.includes(kind));

export type Workload = { title: string; object: KubernetesObject; pod: unknown; labels: Record<string, string> };
/** Everything that creates pods, with the pod's spec. */
export const workloadsOf = (objects: readonly KubernetesObject[]): Workload[] =>
  ofKind(objects, "Deployment", "Job", "Pod").map((object) => {
    const template = object.kind === "Pod" ? object : at(object, "spec", "template");
    const labels = (at(template, "metadata", "labels") ?? {}) as Record<string, string>;
    return { title: titleOf(object), object, pod: at(template, "spec"), labels };
  });

export const matches = (selector: unknown, labels: Record<string, string>): boolean =>
  Object.entries((selector ?? {}) as Record<string, string>).every(([key, value]) => labels[key] === value);

export const serves = ({ object }: Workload): boolean => object.kind === "Deployment";
