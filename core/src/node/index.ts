// The Node half of core: record, queue, mutex, settings.
export {};
