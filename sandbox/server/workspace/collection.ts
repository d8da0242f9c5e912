import type { Store } from './store.ts';

/** One kind of document: held in memory, written through on every change. */
export class Collection<T extends object> {
  private readonly store: Store;
  private readonly kind: string;
  private readonly byId = new Map<string, T>();

  constructor(store: Store, kind: string) {
    this.store = store;
    this.kind = kind;
    for (const { id, body } of store.list<T>(kind)) {
      this.byId.set(id, body);
    }
  }

  get size(): number {
    return this.byId.size;
  }

  find(id: string): T | undefined {
    return this.byId.get(id);
  }

  list(): T[] {
    return [...this.byId.values()];
  }

  put(id: string, value: T): void {
    this.byId.set(id, value);
    this.store.put(this.kind, id, value);
  }

  remove(id: string): void {
    this.byId.delete(id);
    this.store.remove(this.kind, id);
  }
}
